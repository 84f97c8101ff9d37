# A column of 5,000,000 rows is filled, by one UPDATE and by a backfill in batches: first alone, and then beside an application that reads and updates one row of the same table
# 200 times a second, each time measured from the moment at which it was due.
rows=${ROWS:-5000000}
rate=200
set_column="UPDATE accounts SET email_lower = lower(email) WHERE email_lower IS NULL"

command_of() {
    case $1 in
        retort) command=("$retort" -C "$work/backfill" --url "$(url)" upgrade) ;;
        update) command=(psql -qX -v ON_ERROR_STOP=1 -d bench -c "ALTER TABLE accounts ADD COLUMN email_lower text" -c "$set_column") ;;
    esac
}

label_of() {
    case $1 in
        retort) echo "**retort upgrade**, in batches" ;;
        update) echo "psql, one UPDATE" ;;
    esac
}

before() {
    sql "DROP DATABASE IF EXISTS bench" 2>/dev/null
    sql "CREATE DATABASE bench TEMPLATE accounts STRATEGY file_copy"
}

after() { [ "$(sql "SELECT count(*) FROM accounts WHERE email_lower IS DISTINCT FROM lower(email)" bench)" = 0 ] || { echo "$1 left rows out" >&2; exit 1; }; }

# application: starts it; it writes a line for each transaction
application() {
    rm -f "$work"/latency.*
    (cd "$work" && exec pgbench -n -f "$work/application.sql" -D rows="$rows" -R "$rate" -c 8 -j 1 -T 3600 -l --log-prefix latency bench) >"$work/pgbench.log" 2>&1 &
    application=$!
}

# latencies LABEL: ends the application as the end of its time would, and writes a line of the table
latencies() {
    kill -ALRM "$application"
    wait "$application" || { cat "$work/pgbench.log" >&2; exit 1; }
    cat "$work"/latency.* | awk '{ print $3 }' | sort -n | awk -v label="$1" -v seconds="$2" '
        { v[NR] = $1 }
        function at(q) { return v[int(q * (NR - 1)) + 1] / 1000 }
        END { printf "| %s | %s | %d | %.1f ms | %.1f ms | %.1f ms | %.0f ms |\n", label, seconds, NR, at(0.5), at(0.9), at(0.99), at(1) }'
}

beside_application() {
    local tool start end
    printf '\nBeside an application:\n\n| while | takes | transactions | median | p90 | p99 | slowest |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n'
    before
    application
    sleep 10
    latencies "nothing else happens" ""
    for tool in update retort; do
        before
        command_of "$tool"
        application
        start=$EPOCHREALTIME
        "${command[@]}" >"$work/out" 2>"$work/err" </dev/null || { cat "$work/out" "$work/err" >&2; exit 1; }
        end=$EPOCHREALTIME
        latencies "$(label_of "$tool")" "$(awk -v us="$((${end/./} - ${start/./}))" 'BEGIN { printf "%.1f s", us / 1e6 }')"
        after "$tool"
    done
}

mkdir -p "$work/backfill/versions"
echo '{}' >"$work/backfill/retort.json"
printf -- '-- revision: lower\n-- upgrade\nALTER TABLE accounts ADD COLUMN email_lower text;\n-- retort: backfill\n%s;\n' "$set_column" >"$work/backfill/versions/lower.sql"
printf '\\set id random(1, :rows)\nSELECT balance FROM accounts WHERE id = :id;\nUPDATE accounts SET balance = balance + 1 WHERE id = :id;\n' >"$work/application.sql"
sql "CREATE DATABASE accounts"
psql -qX -v ON_ERROR_STOP=1 -d accounts -c "CREATE TABLE accounts (id bigint PRIMARY KEY, email text NOT NULL, balance bigint NOT NULL)" \
    -c "INSERT INTO accounts SELECT i, 'Person' || i || '@Example.org', 0 FROM generate_series(1, $rows) i" -c "VACUUM ANALYZE accounts"
race "${ROUNDS:-2}" update retort
table "$(printf "%'d" "$rows" 2>/dev/null) rows" update
[ ${#builds[@]} = 2 ] || beside_application
sql "DROP DATABASE accounts"
