#!/usr/bin/env bash
# Measures Retort beside psql, dbmate and Alembic on a throw-away PostgreSQL 15, prints the tables and writes them into
# docs/performance.md. Every round runs every tool once, each time starting with another one, on a fresh database; round 0 warms the
# caches and does not count.
#   bench/run.sh [ROUNDS]      7 rounds of applying 1,000 revisions, and three times as many of asking where the database is
# Needs the .NET SDK and PostgreSQL 15 with psql; dbmate comes through npm, Alembic from Debian. A peer that cannot be had is left out, and named.
set -euo pipefail
cd "$(dirname "$0")/.."
. bench/common.sh
rounds=${1:-7}
count=1000
dbmate_version=2.36.0

tools=(psql psql-journal retort)

install_peers() {
    if npm install --silent --no-fund --no-audit --prefix "$work/npm" "dbmate@$dbmate_version" >"$work/npm.log" 2>&1; then
        dbmate=$(find "$work/npm/node_modules/@dbmate" -name dbmate -type f | head -n 1)
        tools+=(dbmate)
    else
        missing+=("dbmate (npm install dbmate@$dbmate_version failed)")
    fi
    install_alembic
}

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

# All tools must have done the same work.
require_same_work() {
    local found
    found=$(sql "SELECT count(*) FILTER (WHERE relkind = 'r') || ' tables, ' || count(*) FILTER (WHERE relkind = 'i') || ' indexes' FROM pg_class WHERE relname ~ '^t[0-9]{5}'" bench)
    [ "$found" = "$count tables, $count indexes" ] || { echo "$1 left $found" >&2; exit 1; }
}

round_of_upgrade() {
    fresh_database
    timed "upgrade-$1" upgrade_with "$1"
    require_same_work "$1"
}

round_of_current() { timed "current-$1" ask_with "$1"; }

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
    describe_machine
    describe_versions "$([[ " ${tools[*]} " = *" dbmate "* ]] && echo "dbmate $dbmate_version")"
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

publish_report figures
