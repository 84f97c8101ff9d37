#!/usr/bin/env bash
# Finds out which of the risky statements of RiskyStatementTests Retort and squawk find, and which of the safe ones alarm them, and writes the
# table into docs/comparison.md. The statements are read from the test, so that there is one list of them.
#   bench/lint/run.sh [WORDS]      all statements, or those that contain WORDS, which are printed and not written
# Needs the .NET SDK and node; squawk comes through npm.
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 LC_ALL=C.UTF-8 NO_COLOR=1
squawk_version=2.66.0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

dotnet publish src/Retort.Cli -c Release --use-current-runtime --self-contained false -o "$work/retort" -v quiet
npm install --silent --no-fund --no-audit --prefix "$work" "squawk-cli@$squawk_version" >"$work/npm.log" 2>&1 || { cat "$work/npm.log" >&2; exit 1; }
node bench/lint/compare.mjs tests/Retort.Tests/Linting/RiskyStatementTests.cs "$work" "${1:-}" | tee "$work/report"
if [ -z "${1:-}" ]; then
    sed -i -e '/<!-- lint -->/,/<!-- end of lint -->/ { /<!-- lint -->/ { p; r '"$work/report"'
        }; /<!-- end of lint -->/p; d }' docs/comparison.md
fi
