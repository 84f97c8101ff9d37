#!/usr/bin/env bash
# Measures Retort beside its peers on a throw-away PostgreSQL 15, prints the tables, and writes them into docs/performance.md.
#   bench/run.sh [CASE...]      all cases of bench/cases, or those named
# Needs the .NET SDK, PostgreSQL 15 with psql, and node; installs the peers where it can: Alembic and sqitch from Debian, dbmate, Liquibase, migra and squawk
# from npm, dotnet-ef from NuGet. All of them run in one session, in turns, every round starting with another one; each is asked whether it did the same work.
set -euo pipefail
cd "$(dirname "$0")/.."
. bench/bench.bash
mapfile -t names < <(cases "$@")
[ ${#names[@]} -gt 0 ]

need /usr/bin/time time
echo "Building ..." >&2
build now .
start_server
run_cases "${names[@]}"
{ describe_machine; describe_versions; } | tee "$work/reports/machine"
for name in "${names[@]}" machine; do
    sed -i -e "/<!-- $name -->/,/<!-- end of $name -->/ { /<!-- $name -->/ { p; r $work/reports/$name
        }; /<!-- end of $name -->/p; d }" docs/performance.md
done
