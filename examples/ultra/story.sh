#!/usr/bin/env bash
# The story of ultra on PostgreSQL: what its operators type, a pipeline's check, the start script, the health of the running application, backups, a change of the model, a revision that fails.
# Takes POSTGRES_HOST, POSTGRES_PORT, POSTGRES_USER and POSTGRES_DB, which is an empty database; needs retort, psql, pg_dump, curl and the .NET SDK on the path.
# The application is built in a copy of this folder; Configuration says which build, as it does to dotnet.
export Configuration=${Configuration:-Debug} RunAnalyzers=false DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 MSBUILDTERMINALLOGGER=off
example=$(dirname "${BASH_SOURCE[0]}")
[ -e "$example/bin/$Configuration/net10.0/Ultra.dll" ] || dotnet build "$example" -v quiet || exit
# As deep in the repository as the example is, so that the copy can be built.
place=$(cd "$example/../.." && mkdir -p artifacts && cd artifacts && pwd)
source "$example/../story.bash" Model Program.cs Tickets.cs Ultra.csproj appsettings.json bin obj retort.json start.sh versions

sed -i "s|bin/Debug|bin/$Configuration|" retort.json
export ConnectionStrings__Main="Host=$PGHOST;Port=$PGPORT;Username=$PGUSER;Password=$PGPASSWORD;Database=$PGDATABASE"

pid=
clean() {
    [ -z "$pid" ] || kill "$pid" 2>/dev/null || true
    cd /
    rm -rf "$folder"
    query "SELECT format('DROP DATABASE %I', datname) FROM pg_database WHERE starts_with(datname, '${POSTGRES_DB}_before_restore_')" | psql -Xqd postgres
}
trap clean EXIT

# Starts the application beside the story. It is where $app says.
starts() {
    printf '\n$ %s\n' "$1 &"
    # What a health check says shall not depend on how busy the machine is.
    (export Retort__HealthTimeout=00:00:30; eval "exec $1") >application.log 2>&1 &
    pid=$!
    until app=$(sed -n 's/.*Now listening on: //p' application.log) && [ -n "$app" ]; do
        kill -0 "$pid" 2>/dev/null || fail "$(cat application.log)"
        sleep 0.1
    done
    output=$(cat application.log)
    printf '%s\n' "$output"
}

# Health checks answer from memory for a second: waits until they tell this.
becomes() { until curl -s "$app/health" | grep -qF "\"status\":\"$1\",\"components\""; do kill -0 "$pid" && sleep 0.1; done; }

title 'Where the database stands'
run 'retort status'
shows 'current   <base>'
shows 'd95b03f7c6a1 Add due dates, 2026-03-18 16:40:00 +00:00'

title 'A pipeline: behind'
run 'retort check --fail-on-pending --json; echo "exit $?"'
shows '"ok": false'
shows a3f1c0d92b7e
shows 'exit 3'

title 'Up, and the same check'
run 'retort upgrade'
shows_times 4 'done '
run 'retort check --fail-on-pending --json; echo "exit $?"'
shows '"ok": true'
shows 'exit 0'

title 'Down by one'
run 'retort downgrade -1 --yes'
shows 'done d95b03f7c6a1'
run 'retort current'
prints c27a94e1d8f6

title 'The start script: migrates, then is the application'
starts './start.sh --urls http://127.0.0.1:0'
shows 'done d95b03f7c6a1'
[ "$(tr '\0' ' ' <"/proc/$pid/cmdline")" = "dotnet bin/$Configuration/net10.0/Ultra.dll --urls http://127.0.0.1:0 " ] || fail 'process '"$pid"' is not the application'
run "curl -s \$app/tickets --json '{\"name\":\"Ada\",\"email\":\"ada@example.org\",\"subject\":\"It smokes\",\"text\":\"Since yesterday.\"}'"
shows '"id":'
run 'curl -s $app/tickets'
shows '"subject":"It smokes","customer":"Ada"'

title 'Its health: a schema that is behind is told, and stops nobody'
run 'curl -s $app/health'
prints '{"status":"healthy","components":{"database":{"status":"healthy","engine":"postgresql"},"migrations":{"status":"healthy","current":["d95b03f7c6a1"],"heads":["d95b03f7c6a1"],"pending":0}}}'
run 'retort downgrade -1 --yes'
becomes degraded
run "curl -s -w '\\n%{http_code}\\n' \$app/health"
prints '{"status":"degraded","components":{"database":{"status":"healthy","engine":"postgresql"},"migrations":{"status":"degraded","current":["c27a94e1d8f6"],"heads":["d95b03f7c6a1"],"pending":1}}}
200'
run "curl -s -o /dev/null -w '%{http_code}\\n' \$app/health/ready"
prints 200
run 'curl -s $app/health/live'
prints '{"status":"healthy","components":{}}'
run 'retort upgrade'
becomes healthy
run 'curl -s $app/health/ready'
shows '"pending":0'
run "kill $pid"
wait "$pid" || fail "the application exits with $?"
pid=

title 'Backups'
run 'retort backup create --reason "before the weekend"'
shows 'backed up to'
run 'retort backup list'
shows 'before the weekend'
run 'retort backup verify --all'
run "psql -Xqc 'TRUNCATE \"Tickets\" CASCADE'"
backup=$(basename backups/*.metadata.json .metadata.json)
run "retort restore $backup --yes"
shows 'restored '
[ "$(query 'SELECT count(*) FROM "Tickets" JOIN "Comments" ON "TicketId" = "Tickets"."Id"')" = 1 ] || fail 'the ticket did not come back'

title 'generate: an empty revision, named by the date, the time, the id and the words'
run 'grep fileTemplate retort.json'
run 'retort revision -m "Add the first tags" --rev-id e40c7d1b95a2'
[[ $output =~ ^versions/$(date -u +%Y)[0-9]{4}_[0-9]{4}_e40c7d1b95a2_add_the_first_tags.cs$ ]] || fail 'the file has no date and time'
sed -i -e '/void Upgrade/,/}/s/^    {$/&\n        db.InsertData("Tags", ["Id", "Name"], [_billing, "Billing"], [_outage, "Outage"]);/' \
    -e '/void Downgrade/,/}/s/^    {$/&\n        db.DeleteData("Tags", [("Id", _billing)]);\n        db.DeleteData("Tags", [("Id", _outage)]);/' \
    -e '/^{$/a \    private static readonly Guid _billing = new("5a0f8d4e-6f0b-4a53-8d0e-2f6c1d9b7a10");\n    private static readonly Guid _outage = new("b3c9e1a7-0d52-4c1e-9f4a-7e8d6b5c4a21");\n' versions/*_add_the_first_tags.cs
run 'cat versions/*_add_the_first_tags.cs'
run 'retort upgrade'
shows 'done e40c7d1b95a2'
[ "$(query 'SELECT string_agg("Name", $$ $$ ORDER BY 1) FROM "Tags"')" = 'Billing Outage' ] || fail 'the tags are not there'

title 'auto: a revision from a change of the model'
run "sed -i 's/public DateTimeOffset? DueAt.*/&\\n\\n    public int? Priority { get; set; }/' Model/Ticket.cs"
run 'dotnet build -v quiet'
exits 3 'retort check --fail-on-model-changes'
shows 'Priority'
run 'retort revision --autogenerate -m "Add priorities" --rev-id f7b2a6c8d031'
shows 'add column "Priority" to table "Tickets"'
shows 'proved: the upgrade reaches the target, the downgrade returns'
run 'cat versions/*_add_priorities.cs'
run 'retort upgrade'
run 'retort check --fail-on-pending --fail-on-model-changes --fail-on-drift'
shows 'ok       model'
shows 'ok       drift'

title 'One transaction for each migration: what was before one that fails stays, of itself nothing does'
run 'retort revision --sql -m "Add a tag for praise" --rev-id 1c5e9a73d4b8'
run 'retort revision --sql -m "Add tags for the shop" --rev-id 2d6fab84e5c9'
sed -i "s/^-- upgrade\$/&\nINSERT INTO \"Tags\" VALUES (gen_random_uuid(), 'Praise');/; s/^-- downgrade\$/&\nDELETE FROM \"Tags\" WHERE \"Name\" = 'Praise';/" versions/*_add_a_tag_for_praise.sql
sed -i "s/^-- upgrade\$/&\nINSERT INTO \"Tags\" VALUES (gen_random_uuid(), 'Delivery');\nINSERT INTO \"Tags\" VALUES (gen_random_uuid(), 'Billing');/; s/^-- downgrade\$/&\nDELETE FROM \"Tags\" WHERE \"Name\" = 'Delivery';/" versions/*_add_tags_for_the_shop.sql
exits 1 'retort upgrade'
shows 'done 1c5e9a73d4b8'
shows 'Key ("Name")=(Billing) already exists.'
run 'retort current'
prints 1c5e9a73d4b8
run "psql -XAtc 'SELECT \"Name\" FROM \"Tags\" ORDER BY 1'"
prints $'Billing\nOutage\nPraise'
run "sed -i /Billing/d versions/*_add_tags_for_the_shop.sql"
run 'retort upgrade'
shows 'done 2d6fab84e5c9'

title 'verify: every revision goes up, down and up again, and nothing contradicts the history'
run 'retort verify'
run 'retort status'
shows 'current   2d6fab84e5c9 Add tags for the shop'
shows 'pending   none'

title 'ultra: done'
