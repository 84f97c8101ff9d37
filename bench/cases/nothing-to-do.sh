# A database at head, asked where it is and upgraded once more: what every start of a container pays.
peer alembic
peer dbmate
publish bench/bare "$work/bare"
publish bench/bare "$work/bare-as-command" -p:AsCommand=true

command_of() {
    local alembic=(env "ALEMBIC_URL=postgresql+psycopg2://postgres@/bench?host=$PGHOST" alembic -c "$history/alembic/alembic.ini")
    case $1 in
        bare | bare-as-command) command=("$work/$1/bare" "Host=$PGHOST;Username=postgres;Database=bench;Pooling=false") ;;
        retort-current) command=("$retort" -C "$history/retort" --url "$(url)" current) ;;
        retort-upgrade) command=("$retort" -C "$history/retort" --url "$(url)" upgrade) ;;
        retort-cs-current) command=("$retort" -C "$history/retort-cs" --url "$(url)" current) ;;
        retort-cs-upgrade) command=("$retort" -C "$history/retort-cs" --url "$(url)" upgrade) ;;
        alembic+current) command=("${alembic[@]}" current) ;;
        alembic+upgrade) command=("${alembic[@]}" upgrade head) ;;
        dbmate) command=("$(program dbmate)" --url "postgres://postgres@/bench?socket=$PGHOST" --migrations-dir "$history/dbmate" --no-dump-schema migrate) ;;
    esac
}

label_of() {
    case $1 in
        bare) echo "bare .NET: open the connection, read the row" ;;
        bare-as-command) echo "bare .NET, compiled and started as the command is" ;;
        retort-current) echo "**retort current**, SQL" ;;
        retort-upgrade) echo "**retort upgrade**, SQL" ;;
        retort-cs-current) echo "**retort current**, C#" ;;
        retort-cs-upgrade) echo "**retort upgrade**, C#" ;;
        alembic+*) echo "alembic ${1#*+}" ;;
        dbmate) echo "dbmate migrate" ;;
    esac
}

after() {
    case $1 in
        *current | bare*) grep -q "$(printf 'r%05d' "$count")" "$work/out" ;;
    esac || { echo "$1 does not know where the database is" >&2; exit 1; }
}

for count in ${COUNTS:-1 1000 10000}; do
    history=$work/history
    rm -rf "$history"
    bench/data/history.sh "$history" "$count"
    fresh_database
    "$work/now/retort" -C "$history/retort" --url "$(url)" upgrade 2>/dev/null
    is_missing alembic || env "ALEMBIC_URL=postgresql+psycopg2://postgres@/bench?host=$PGHOST" alembic -c "$history/alembic/alembic.ini" stamp head 2>/dev/null
    is_missing dbmate || psql -qX -d bench -c 'CREATE TABLE schema_migrations (version varchar PRIMARY KEY)' -c "INSERT INTO schema_migrations SELECT '20260101' || lpad(i::text, 6, '0') FROM generate_series(1, $count) i"
    race "$([ "$count" = 10000 ] && echo 5 || echo ${ROUNDS:-15})" bare bare-as-command retort-current retort-upgrade retort-cs-current retort-cs-upgrade dbmate alembic+current alembic+upgrade
    table "At head, $count $([ "$count" = 1 ] && echo revision || echo revisions)" bare
done
