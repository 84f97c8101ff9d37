#!/usr/bin/env bash
# Builds Retort and runs the history of examples/unity on SQLite: up, a look around, down, and up again.
# Needs nothing but the .NET SDK.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

echo "Building ..."
dotnet publish src/Retort.Cli -c Release -o "$folder/bin" -v quiet
cp -r examples/unity "$folder/unity"
cd "$folder/unity"
retort() { printf '\n$ retort %s\n' "$*"; "$folder/bin/retort" "$@"; }

retort history
retort upgrade 12e8b371598f --dry-run
retort upgrade
retort current
retort history --graph
retort downgrade -2 --yes
retort current --json
retort upgrade
retort current
