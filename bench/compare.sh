#!/usr/bin/env bash
# Measures two commits of Retort in one session, in turns, so that a regression is seen before it lands.
#   bench/compare.sh BASE [CASE...]      BASE beside the working tree, in all cases of bench/cases or in those named
# The cases are those of the working tree. Writes nothing but its tables.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || { echo "Usage: bench/compare.sh BASE [CASE...], where BASE is the commit to compare with." >&2; exit 2; }
. bench/bench.bash
base=$(git rev-parse --verify --quiet "$1^{commit}") || { echo "There is no commit $1." >&2; exit 2; }
mapfile -t names < <(cases "${@:2}")
[ ${#names[@]} -gt 0 ]

need /usr/bin/time time
echo "Building ..." >&2
git archive "$base" | tar -x -C "$(mkdir -p "$work/checkout" && echo "$work/checkout")"
build base "$work/checkout"
build now .
builds=(base now)
start_server
run_cases "${names[@]}"
