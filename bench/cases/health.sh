# The health endpoints of examples/ultra, asked 2,000 times a second for ten seconds each, while nobody migrates, while a migration holds its locks (ACCESS EXCLUSIVE on a table,
# and the lock of the run), and while somebody keeps all readers out of the version table. It has no peers, and a comparison does not run it.
[ ${#builds[@]} = 1 ] || return 0
rate=2000
seconds=10
trap '[ -z "${application:-}" ] || kill "$application" 2>/dev/null || true' EXIT

# Where it runs beside the script, it is the process that can be ended.
retort() { exec "$work/now/retort" -C "$work/project" --url "postgresql://postgres@/ultra?host=$PGHOST" "$@"; }

# The history of the example, whose last revision takes its lock and then holds it.
project() {
    mkdir -p "$work/project"
    cp -r examples/ultra/versions "$work/project"
    echo '{}' >"$work/project/retort.json"
    rm "$work"/project/versions/*_d95b03f7c6a1_*
    cat >"$work/project/versions/last.sql" <<'SQL'
-- revision: d95b03f7c6a1
-- revises: c27a94e1d8f6
-- upgrade
ALTER TABLE "Tickets" ADD COLUMN "DueAt" timestamptz;
SELECT pg_sleep(3600);
SQL
}

# start_application: sets app
start_application() {
    dotnet "$work/ultra/Ultra.dll" --urls http://127.0.0.1:0 --contentRoot "$work/ultra" --Retort:Startup Off --ConnectionStrings:Main "Host=$PGHOST;Username=postgres;Database=ultra" >"$work/application.log" 2>&1 &
    application=$!
    until app=$(sed -n 's/.*Now listening on: //p' "$work/application.log") && [ -n "$app" ]; do
        kill -0 $application || { cat "$work/application.log" >&2; exit 1; }
        sleep 0.1
    done
}

# held CONDITION: whether there is such a lock
held() { [ "$(sql "SELECT count(*) > 0 FROM pg_locks LEFT JOIN pg_class ON pg_class.oid = relation WHERE granted AND $1" ultra)" = t ]; }

until_held() {
    until held "$1"; do
        kill -0 "$2" || { cat "$work/holder.log" >&2; exit 1; }
        sleep 0.1
    done
}

of_migration() { held "mode = 'AccessExclusiveLock' AND relname = 'Tickets'" && held "locktype = 'advisory'"; }

# measure WHILE: three lines of the table
measure() {
    local path line
    for path in /health/ready /health /health/live; do
        line=$("$work/health/health" "$app$path" "$rate" "$seconds")
        echo "| $1 | \`$path\` | ${line//|/ | } |"
    done
}

publish bench/health "$work/health"
publish examples/ultra "$work/ultra"
project
sql "CREATE DATABASE ultra"
(retort upgrade c27a94e1d8f6 --quiet)
start_application
printf '\n%s requests a second for %s s, each measured from the moment at which it was due:\n\n| while | | requests | codes | median | p99 | slowest | what the answers say |\n| --- | --- | ---: | --- | ---: | ---: | ---: | --- |\n' "$rate" "$seconds"
measure "nobody migrates"

retort upgrade >"$work/holder.log" 2>&1 &
run=$!
until_held "mode = 'AccessExclusiveLock' AND relname = 'Tickets'" $run
of_migration
measure "a migration holds its locks"
of_migration || { echo "The migration did not hold its locks all the time." >&2; exit 1; }
kill $run
wait $run || [ $? = 143 ]

psql -qX -d ultra -c 'BEGIN' -c 'LOCK TABLE retort_version' -c 'SELECT pg_sleep(3600)' >"$work/holder.log" 2>&1 &
run=$!
until_held "mode = 'AccessExclusiveLock' AND relname = 'retort_version'" $run
measure "somebody locks the version table"
held "mode = 'AccessExclusiveLock' AND relname = 'retort_version'"
kill $run $application
wait
