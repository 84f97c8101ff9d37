#!/usr/bin/env bash
# Measures how long it takes to find that nothing has changed: Retort beside Alembic and migra's TypeScript port, on a throw-away PostgreSQL 15.
# Prints the tables and writes them into docs/performance.md. Every round runs every tool once, each time starting with another one;
# round 0 warms the caches and does not count.
#   bench/autogenerate/run.sh [ROUNDS [COUNT...]]      5 rounds with 1,000 and with 10,000 tables
# Needs the .NET SDK and PostgreSQL 15 with psql; migra comes through npm, Alembic from Debian. A peer that cannot be had is left out, and named.
set -euo pipefail
cd "$(dirname "$0")/../.."
. bench/common.sh
rounds=${1:-5}
counts=("${@:2}")
[ ${#counts[@]} -gt 0 ] || counts=(1000 10000)
migra_version=0.6.1
tools=(retort-again retort-first retort-model retort-databases)

install_peers() {
    install_alembic
    if npm install --silent --no-fund --no-audit --prefix "$work/npm" "@pgkit/migra@$migra_version" >"$work/npm.log" 2>&1; then
        tools+=(migra)
    else
        missing+=("migra (npm install @pgkit/migra@$migra_version failed)")
    fi
}

retort() { "$work/retort/retort" -C "$work/$count/retort" --url "$(url "$count")" "$@"; }

url() { echo "postgresql://postgres@/tables_$1?host=$PGHOST"; }

compare_with() {
    case $1 in
        retort-model) retort diff database model ;;
        retort-again) retort revision --autogenerate -m "Nothing" ;;
        retort-first)
            rm -f "$work/$count"/retort/.retort/cache/*.equal
            retort revision --autogenerate -m "Nothing"
            ;;
        retort-databases) retort diff "$(url "$count")" "$(url "${count}_again")" ;;
        alembic) ALEMBIC_URL="postgresql+psycopg2://postgres@/tables_$count?host=$PGHOST" alembic -c "$work/$count/alembic/alembic.ini" revision --autogenerate -m nothing ;;
        migra) "$work/npm/node_modules/.bin/migra" "$(url "$count")" "$(url "${count}_again")" ;;
    esac
}

# A tool that saw a difference did other work than the rest. Alembic writes a revision even of nothing.
require_nothing_found() {
    case $1 in
        retort-again | retort-first) grep -q "no changes" "$work/err" ;;
        alembic) ! grep -q 'op\.' "$work/$count"/alembic/versions/*_nothing.py && rm "$work/$count"/alembic/versions/*_nothing.py && sql "DROP TABLE IF EXISTS alembic_version" "tables_$count" ;;
        migra) ! grep -q '[^[:space:]]' "$work/out" ;;
    esac || { echo "$1 found a difference" >&2; cat "$work/out" "$work/err" >&2; exit 1; }
}

round_of_compare() {
    timed "compare-$1" compare_with "$1"
    [[ $1 == retort-model || $1 == retort-databases ]] || require_nothing_found "$1"
}

label_of() {
    case $1 in
        retort-model) echo "**retort diff database model**, the model in SQL files" ;;
        retort-again) echo "**retort revision --autogenerate**, asked again within a day" ;;
        retort-first) echo "**retort revision --autogenerate**, asked first: $((count / 10)) revisions and the model are made" ;;
        retort-databases) echo "**retort diff** of two databases" ;;
        alembic) echo "alembic revision --autogenerate" ;;
        migra) echo "migra of two databases" ;;
    esac
}

report() {
    local tool
    describe_machine
    describe_versions "$([[ " ${tools[*]} " = *" migra "* ]] && echo "@pgkit/migra $migra_version")"
    cat "$work"/tables-*
}

install_peers
echo "Building ..."
publish src/Retort.Cli "$work/retort"
start_server
place=0
for count in "${counts[@]}"; do
    echo "Finding nothing in $count tables with ${tools[*]} ..."
    bench/autogenerate/generate.sh "$work/$count" "$count"
    for database in "tables_$count" "tables_${count}_again"; do
        sql "CREATE DATABASE $database"
        psql -qX -v ON_ERROR_STOP=1 -d "$database" -f "$work/$count/schema.sql"
        sql "ANALYZE" "$database"
    done
    alternate compare "$rounds" "${tools[@]}"
    base=retort-model
    [[ " ${tools[*]} " != *" alembic "* ]] || base=alembic
    {
        printf '\nNothing changed in %s tables, %s rounds:\n\n| tool | min | median | to %s |\n| --- | ---: | ---: | ---: |\n' "$count" "$rounds" "${base%-*}"
        for tool in "${tools[@]}"; do
            row "$(label_of "$tool")" compare "$tool" "$base"
        done
    } >"$work/tables-$((place += 1))"
    rm "$work"/compare-*.figures
done
publish_report "figures of autogenerate"
