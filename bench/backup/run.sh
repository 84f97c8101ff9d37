#!/usr/bin/env bash
# Measures a backup and a restore of a gigabyte of rows beside pg_dump and pg_restore, on a throw-away PostgreSQL 15. Prints the table and writes it into
# docs/performance.md. Every round runs every tool once, each time starting with another one; round 0 warms the caches and does not count.
#   bench/backup/run.sh [ROUNDS [ROWS]]      2 rounds with 4,500,000 rows, which are a gigabyte, and 1,000 large objects
# Needs the .NET SDK and PostgreSQL 15 with psql and pg_dump, and room in memory for three times the rows.
set -euo pipefail
cd "$(dirname "$0")/../.."
. bench/common.sh
rounds=${1:-2}
rows=${2:-4500000}
tools=(retort dump-plain dump-custom dump-parallel)
jobs=$(nproc)

retort() { "$work/retort/retort" -C "$work/project" --url "postgresql://postgres@/shop?host=$PGHOST" "$@"; }

back_up_with() {
    case $1 in
        retort) retort backup create --json ;;
        dump-plain) pg_dump -f "$work/plain.sql" shop ;;
        dump-custom) pg_dump -Fc -f "$work/custom.dump" shop ;;
        dump-parallel) pg_dump -Fd "-j$jobs" -f "$work/parallel" shop ;;
    esac
}

restore_with() {
    case $1 in
        retort) retort restore "$work"/project/backups/shop_*.tar --into restored --yes ;;
        dump-plain) psql -qX -v ON_ERROR_STOP=1 -d restored -f "$work/plain.sql" ;;
        dump-custom) pg_restore -d restored "$work/custom.dump" ;;
        dump-parallel) pg_restore "-j$jobs" -d restored "$work/parallel" ;;
    esac
}

files_of() {
    case $1 in
        retort) echo "$work"/project/backups ;;
        dump-plain) echo "$work/plain.sql" ;;
        dump-custom) echo "$work/custom.dump" ;;
        dump-parallel) echo "$work/parallel" ;;
    esac
}

round_of_backup() {
    rm -rf "$work/project/backups" "$work/plain.sql" "$work/custom.dump" "$work/parallel"
    timed "backup-$1" back_up_with "$1"
    du -sb "$(files_of "$1")" | cut -f1 >"$work/$1.bytes"
    sql "DROP DATABASE IF EXISTS restored"
    [ "$1" = retort ] || sql "CREATE DATABASE restored"
    timed "restore-$1" restore_with "$1"
    [ "$(sql "SELECT count(*) FROM events" restored)" = "$rows" ] || { echo "$1 restored other rows" >&2; exit 1; }
}

label_of() {
    case $1 in
        retort) echo "**retort backup create**, **retort restore --into**: hashes of all rows are compared" ;;
        dump-plain) echo "pg_dump, psql" ;;
        dump-custom) echo "pg_dump -Fc, pg_restore" ;;
        dump-parallel) echo "pg_dump -Fd -j$jobs, pg_restore -j$jobs" ;;
    esac
}

report() {
    local tool
    describe_machine
    describe_versions
    printf '\n%s in two tables, one of them with %s rows and two indexes, and 1,000 large objects; the median of %s rounds:\n\n| tool | backup | bytes | restore |\n| --- | ---: | ---: | ---: |\n' "$size" "$rows" "$rounds"
    for tool in "${tools[@]}"; do
        printf '| %s | %.1f s | %.0f MB | %.1f s |\n' "$(label_of "$tool")" "$(quantile "backup-$tool" 0.5 | awk '{ print $1 / 1e6 }')" "$(awk '{ print $1 / 1e6 }' "$work/$tool.bytes")" \
            "$(quantile "restore-$tool" 0.5 | awk '{ print $1 / 1e6 }')"
    done
}

echo "Building ..."
publish src/Retort.Cli "$work/retort"
start_server
mkdir -p "$work/project/versions"
echo '{}' >"$work/project/retort.json"
sql "CREATE DATABASE shop"
echo "Making $rows rows ..."
psql -qX -v ON_ERROR_STOP=1 -d shop <<SQL
CREATE TABLE events (id bigint PRIMARY KEY, at timestamptz NOT NULL, kind text NOT NULL, payload jsonb NOT NULL, note text);
CREATE TABLE documents (id bigint PRIMARY KEY, event bigint NOT NULL, body bytea NOT NULL);
INSERT INTO events SELECT i, '2026-01-01'::timestamptz + i * interval '1 second', 'kind ' || i % 17,
    jsonb_build_object('n', i, 'who', md5(i::text), 'where', md5((i * 7)::text)), CASE WHEN i % 3 = 0 THEN repeat(md5((i * 3)::text), 2) END FROM generate_series(1, $rows) AS i;
INSERT INTO documents SELECT i, i * 10, decode(string_agg(md5(i::text || j), ''), 'hex') FROM generate_series(1, $rows / 20) AS i, generate_series(1, 40) AS j GROUP BY i;
ALTER TABLE documents ADD FOREIGN KEY (event) REFERENCES events;
CREATE INDEX ON events (kind, at);
SELECT count(lo_from_bytea(0, decode(repeat(md5(i::text), 500), 'hex'))) FROM generate_series(1, 1000) AS i \g /dev/null
ANALYZE;
SQL
size=$(sql "SELECT pg_size_pretty(pg_table_size('events') + pg_table_size('documents'))" shop)
alternate backup "$rounds" "${tools[@]}"
publish_report "figures of backup"
