#!/usr/bin/env bash
# Measures Retort beside psql, dbmate and Alembic on a throw-away PostgreSQL 15, prints the tables and writes them into
# docs/performance.md. Every round runs every tool once, each time starting with another one, on a fresh database; round 0 warms the
# caches and does not count.
#   bench/run.sh [ROUNDS]      7 rounds of applying 1,000 revisions, and three times as many of asking where the database is
# Needs the .NET SDK and PostgreSQL 15 with psql; dbmate comes through npm, Alembic from Debian. A peer that cannot be had is left out, and named.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 LC_ALL=C.UTF-8
rounds=${1:-7}
count=1000
dbmate_version=2.36.0

# On Linux in memory, so that no disk blurs the figures: ext4 alone makes new files slow for a while after many were removed.
[ -w "${TMPDIR:-/dev/shm}" ] && export TMPDIR="${TMPDIR:-/dev/shm}"
work=$(mktemp -d)
chmod 755 "$work"
trap 'exec {server_in}>&- || true; wait "${server_pid:-}" 2>/dev/null || true; rm -rf "$work"' EXIT

tools=(psql psql-journal retort)
missing=()

install_peers() {
    if npm install --silent --no-fund --no-audit --prefix "$work/npm" "dbmate@$dbmate_version" >"$work/npm.log" 2>&1; then
        dbmate=$(find "$work/npm/node_modules/@dbmate" -name dbmate -type f | head -n 1)
        tools+=(dbmate)
    else
        missing+=("dbmate (npm install dbmate@$dbmate_version failed)")
    fi
    if ! command -v alembic >/dev/null && [ "$(id -u)" = 0 ]; then
        apt-get install -y -qq --no-install-recommends alembic python3-psycopg2 >"$work/apt.log" 2>&1 || true
    fi
    if command -v alembic >/dev/null && /usr/bin/python3 -c 'import psycopg2' 2>/dev/null; then
        tools+=(alembic)
    else
        missing+=("Alembic (apt-get install alembic python3-psycopg2)")
    fi
}

publish() {
    dotnet publish "$1" -c Release --use-current-runtime --self-contained false -p:PublishReadyToRun=true -o "$2" -v quiet
}

start_server() {
    tests/postgres.sh install 15
    PATH="$(tests/postgres.sh bin 15):$PATH"
    coproc server { exec tests/postgres.sh run 15; }
    server_pid=$server_PID server_in=${server[1]}
    read -r _ PGHOST <&"${server[0]}"
    export PGHOST PGUSER=postgres
}

sql() { psql -qAtX -d "${2:-postgres}" -c "$1"; }

fresh_database() {
    [ -z "$(sql "SELECT 1 FROM pg_database WHERE datname = 'bench'")" ] || sql "DROP DATABASE bench"
    sql "CREATE DATABASE bench"
}

upgrade_with() {
    case $1 in
        psql | psql-journal) psql -qX -v ON_ERROR_STOP=1 -d bench -f "$work/history/$1.sql" ;;
        retort) "$work/retort/retort" -C "$work/history/retort" --url "postgresql://postgres@/bench?host=$PGHOST" upgrade ;;
        dbmate) "$dbmate" --url "postgres://postgres@/bench?socket=$PGHOST" --migrations-dir "$work/history/dbmate" --no-dump-schema migrate ;;
        alembic) ALEMBIC_URL="postgresql+psycopg2://postgres@/bench?host=$PGHOST" alembic -c "$work/history/alembic/alembic.ini" upgrade head ;;
    esac
}

ask_with() {
    case $1 in
        bare) "$work/bare/bare" "Host=$PGHOST;Username=postgres;Database=bench;Pooling=false" ;;
        retort) "$work/retort/retort" -C "$work/history/retort-cs" --url "postgresql://postgres@/bench?host=$PGHOST" current ;;
        alembic) ALEMBIC_URL="postgresql+psycopg2://postgres@/bench?host=$PGHOST" alembic -c "$work/history/alembic/alembic.ini" current ;;
    esac
}

# timed NAME COMMAND...: adds the milliseconds it took to the figures NAME
timed() {
    local name=$1 start end
    shift
    start=$EPOCHREALTIME
    "$@" >"$work/out" 2>"$work/err" || { cat "$work/out" "$work/err" >&2; exit 1; }
    end=$EPOCHREALTIME
    echo "$((${end/./} - ${start/./}))" >>"$work/$name.figures"
}

# All tools must have done the same work.
require_same_work() {
    local found
    found=$(sql "SELECT count(*) FILTER (WHERE relkind = 'r') || ' tables, ' || count(*) FILTER (WHERE relkind = 'i') || ' indexes' FROM pg_class WHERE relname ~ '^t[0-9]{5}'" bench)
    [ "$found" = "$count tables, $count indexes" ] || { echo "$1 left $found" >&2; exit 1; }
}

# alternate CASE ROUNDS TOOL...: every tool once per round, each round starting with the next one
alternate() {
    local case=$1 rounds=$2 round i tool all
    shift 2
    all=("$@")
    for ((round = 0; round <= rounds; round++)); do
        for ((i = 0; i < $#; i++)); do
            tool=${all[(i + round) % $#]}
            "round_of_$case" "$tool"
        done
        [ $round -gt 0 ] || rm "$work/$case"-*.figures
    done
}

round_of_upgrade() {
    fresh_database
    timed "upgrade-$1" upgrade_with "$1"
    require_same_work "$1"
}

round_of_current() { timed "current-$1" ask_with "$1"; }

quantile() { sort -n "$work/$1.figures" | awk -v q="$2" '{ v[NR] = $1 } END { i = int(q * (NR - 1)) + 1; print (q == 0.5 && NR % 2 == 0) ? (v[NR / 2] + v[NR / 2 + 1]) / 2 : v[i] }'; }

# row LABEL CASE TOOL BASE: a line of a table, the ratio to the medians of BASE
row() {
    awk -v label="$1" -v min="$(quantile "$2-$3" 0)" -v median="$(quantile "$2-$3" 0.5)" -v base="$(quantile "$2-$4" 0.5)" \
        'BEGIN { printf "| %s | %.0f ms | %.0f ms | %.2f |\n", label, min / 1000, median / 1000, median / base }'
}

label_of() {
    case $1 in
        psql) echo "psql, the same SQL, one transaction each" ;;
        psql-journal) echo "psql, also writing Retort's version row and history line" ;;
        retort) echo "**retort upgrade**" ;;
        dbmate) echo "dbmate migrate" ;;
        alembic) echo "alembic upgrade head" ;;
    esac
}

report() {
    local tool
    echo "Measured on $(date -u +%F): $(lscpu | sed -n 's/^Model name: *//p' | head -n 1), $(nproc) cores, $(awk '/MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo) GB, $(. /etc/os-release && echo "$PRETTY_NAME")."
    echo "Retort $("$work/retort/retort" --version | sed 's/+.*//'), .NET $(dotnet --list-runtimes | awk '/NETCore.App 10/ { v = $2 } END { print v }'), $(postgres --version | sed 's/ (Debian.*//; s/postgres (PostgreSQL)/PostgreSQL/')$([[ " ${tools[*]} " = *" dbmate "* ]] && echo ", dbmate $dbmate_version")$([[ " ${tools[*]} " = *" alembic "* ]] && alembic --version | sed 's/^alembic/, Alembic/')."
    [ ${#missing[@]} -eq 0 ] || echo "Not measured, because it could not be installed: ${missing[*]}."
    printf '\nApplying %s revisions of one table and one index each, %s rounds:\n\n| tool | min | median | to psql |\n| --- | ---: | ---: | ---: |\n' "$count" "$rounds"
    for tool in "${tools[@]}"; do
        row "$(label_of "$tool")" upgrade "$tool" psql
    done
    printf '\nAsking where the database is, with %s revisions in C# at head, %s rounds:\n\n| program | min | median | to bare |\n| --- | ---: | ---: | ---: |\n' "$count" "$((rounds * 3))"
    row "bare .NET: open the connection, read the row" current bare bare
    row "**retort current**" current retort bare
    [[ " ${tools[*]} " != *" alembic "* ]] || row "alembic current" current alembic bare
    printf '\nThe graph of 100,000 revisions with branches and merges, each question asked once, cold:\n\n| question | |\n| --- | ---: |\n'
    "$work/graph/graph"
}

install_peers
echo "Building ..."
publish src/Retort.Cli "$work/retort"
publish bench/bare "$work/bare"
publish bench/graph "$work/graph"
bench/generate.sh "$work/history" "$count"
start_server

echo "Applying $count revisions with ${tools[*]} ..."
alternate upgrade "$rounds" "${tools[@]}"

echo "Asking where the database is ..."
fresh_database
upgrade_with retort 2>/dev/null
[[ " ${tools[*]} " != *" alembic "* ]] || ALEMBIC_URL="postgresql+psycopg2://postgres@/bench?host=$PGHOST" alembic -c "$work/history/alembic/alembic.ini" stamp head 2>/dev/null
mapfile -t askers < <(printf '%s\n' bare retort "${tools[@]}" | awk '/bare|^retort|alembic/ && !seen[$0]++')
alternate current "$((rounds * 3))" "${askers[@]}"

report | tee "$work/report"
if grep -q '<!-- figures -->' docs/performance.md; then
    sed -i -e '/<!-- figures -->/,/<!-- end of figures -->/ { /<!-- figures -->/ { p; r '"$work/report"'
        }; /<!-- end of figures -->/p; d }' docs/performance.md
fi
