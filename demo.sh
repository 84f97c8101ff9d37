#!/usr/bin/env bash
# Builds Retort and runs the history of examples/unity on SQLite: up, a look around, down, and up again; then a change of the model becomes a revision, and what
# somebody did by hand is found and taken in.
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
retort downgrade -2 --yes --backup full
retort backup list
retort current --json
retort upgrade

printf '\n# A column is added to the model.\n'
sed -i.old 's/.*t.Column("username", t.String(50)).NotNull().Unique();/            t.Column("nickname", t.String(50));\n&/' UnitySchema.cs
retort check --fail-on-model-changes || printf '(exit code %s)\n' $?
retort revision --autogenerate -m "Give users a nickname" --rev-id b1c2d3e4f5a6
cat versions/*_b1c2d3e4f5a6_*.cs
retort upgrade

printf '\n# Somebody creates an index behind the revisions'"'"' back.\n'
mkdir -p ../hotfix/versions
echo '{ "url": "sqlite:///../unity/unity.db", "versionTable": "hotfix_version", "historyTable": "hotfix_history" }' >../hotfix/retort.json
printf -- '-- revision: hotfix\n-- upgrade\nCREATE INDEX ix_users_by_hand ON users (last_login_at);\n' >../hotfix/versions/hotfix.sql
"$folder/bin/retort" -C ../hotfix upgrade --quiet
export RETORT__COMPARE__EXCLUDE__0='hotfix_*'
retort drift || printf '(exit code %s)\n' $?
retort drift --sql || true
retort drift --adopt -m "Keep the index made by hand" --rev-id c1d2e3f4a5b6
retort stamp c1d2e3f4a5b6
retort check --fail-on-pending --fail-on-drift

printf '\n# A revision that loses data is planned, and refused without a yes.\n'
printf -- '-- revision: d1e2f3a4b5c6\n-- revises: c1d2e3f4a5b6\n-- message: Forget the nicknames\n-- upgrade\nALTER TABLE users DROP COLUMN nickname;\n-- downgrade\nALTER TABLE users ADD COLUMN nickname varchar(50);\n' >versions/forget.sql
retort plan
retort upgrade || printf '(exit code %s)\n' $?
retort verify --pending
rm versions/forget.sql
retort schema erd --format svg -o unity.svg
retort current
