# Applying a history to an empty database: a table and an index for each revision, over a local socket, and over TCP with a millisecond added to each round trip.
peer alembic
peer dbmate
peer liquibase
peer sqitch
peer dotnet-ef
publish bench/latency "$work/latency"

# link MILLISECONDS: a way to the server over TCP; sets its port
link() {
    coproc network { exec "$work/latency/latency" "$PGHOST/.s.PGSQL.5432" "$1"; }
    read -r port <&"${network[0]}"
}

unlink_network() {
    exec {network[1]}>&-
    wait "$network_PID"
}

# The address of the database, as each way of writing one has it
over_socket() { postgres="postgres@/bench" parameters="host=$PGHOST" dbmate_parameters="socket=$PGHOST" keywords="Host=$PGHOST" psql=(psql -h "$PGHOST"); }
over_tcp() { postgres="postgres@127.0.0.1:$port/bench" parameters="sslmode=disable" dbmate_parameters="sslmode=disable" keywords="Host=127.0.0.1;Port=$port;SSL Mode=Disable" psql=(psql -h 127.0.0.1 -p "$port"); }

before() { fresh_database; }

command_of() {
    case $1 in
        psql*) command=("${psql[@]}" -qX -v ON_ERROR_STOP=1 -d bench -f "$history/$1.sql") ;;
        retort | retort-cs) command=("$retort" -C "$history/$1" --url "postgresql://$postgres?$parameters" upgrade) ;;
        dbmate) command=("$(program dbmate)" --url "postgres://$postgres?$dbmate_parameters" --migrations-dir "$history/dbmate" --no-dump-schema migrate) ;;
        alembic) command=(env "ALEMBIC_URL=postgresql+psycopg2://$postgres?$parameters" alembic -c "$history/alembic/alembic.ini" upgrade head) ;;
        liquibase) command=(env -C "$history/liquibase" "$work/peers/node_modules/liquibase/dist/liquibase/liquibase" update --changelog-file=changelog.sql --url="jdbc:postgresql://127.0.0.1:$liquibase_port/bench?sslmode=disable" --username=postgres --log-level=off) ;;
        sqitch) command=(env -C "$history/sqitch" sqitch deploy --no-verify db:pg:bench) ;;
        dotnet-ef) command=(env "EF_CONNECTION=$keywords;Username=postgres;Database=bench" "$(program dotnet-ef)" database update --no-build --configuration Release --project "$history/dotnet-ef") ;;
    esac
}

after() {
    local found
    found=$(sql "SELECT count(*) FILTER (WHERE relkind = 'r') || ' tables, ' || count(*) FILTER (WHERE relkind = 'i') || ' indexes' FROM pg_class WHERE relname ~ '^(ix_)?t[0-9]{5}'" bench)
    [ "$found" = "$count tables, $count indexes" ] || { echo "$1 left $found" >&2; exit 1; }
}

label_of() {
    case $1 in
        psql) echo "psql, the same SQL, a transaction for each" ;;
        psql-journal) echo "psql, writing Retort's version row and history line as well" ;;
        retort) echo "**retort upgrade**, SQL" ;;
        retort-cs) echo "**retort upgrade**, C#, compiled" ;;
        dbmate) echo "dbmate migrate" ;;
        alembic) echo "alembic upgrade head" ;;
        liquibase) echo "liquibase update, over TCP" ;;
        sqitch) echo "sqitch deploy" ;;
        dotnet-ef) echo "dotnet ef database update --no-build" ;;
    esac
}

for count in ${COUNTS:-100 1000 5000}; do
    history=$work/history
    rm -rf "$history"
    others=()
    [ "$count" = 5000 ] || others=(liquibase sqitch dotnet-ef)
    bench/data/history.sh "$history" "$count" "${others[@]}"
    if [[ " ${others[*]} " = *" dotnet-ef "* && ${#builds[@]} = 1 ]] && ! is_missing dotnet-ef; then
        dotnet build "$history/dotnet-ef" -c Release -v quiet >&2
    fi
    over_socket
    # What is compiled at the first use is measured elsewhere.
    for build in "${builds[@]}"; do "$work/$build/retort" -C "$history/retort-cs" compile >/dev/null; done

    race "$([ "$count" = 5000 ] && echo 1 || echo 5)" psql psql-journal retort retort-cs dbmate alembic
    table "$count revisions, local socket" psql
    if [ ${#others[@]} -gt 0 ]; then
        link 0
        liquibase_port=$port
        race 1 psql "${others[@]}"
        table "$count revisions, the others" psql
        unlink_network
    fi
    if [ "$count" = 1000 ]; then
        link 1
        over_tcp
        race 3 psql retort retort-cs dbmate alembic
        table "$count revisions, TCP and a millisecond more for each round trip" psql
        unlink_network
    fi
done
