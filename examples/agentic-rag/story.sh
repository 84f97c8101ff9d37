#!/usr/bin/env bash
# The story of agentic-rag on PostgreSQL: its history, the archive behind its first revision, a named revision and back, JSONB, the schema as a script, a template, two heads and their merge,
# and a revision that is not there.
# Takes POSTGRES_HOST, POSTGRES_PORT, POSTGRES_USER and POSTGRES_DB, which is an empty database; needs retort and psql on the path.
source "$(dirname "${BASH_SOURCE[0]}")/../story.bash" retort.json retort.postgresql.json schema versions

title 'The history: four revisions'
run 'retort history --verbose'
shows_times 4 'Rev: '
shows 'Rev: 20260120_plugin_marketplace (head)'

title 'The archive: a database in the middle of the 48 revisions that became the first one goes on through them'
run 'ls versions/archive/*.sql versions/archive/*.cs | wc -l'
prints 48
run 'retort upgrade 5d267824bfaa'
run 'retort current'
prints 5d267824bfaa
run 'retort upgrade 9ce227b568e8 2>&1 | sed -n "1,3p;\$p"'
shows 'done d40010a8fc16 Add documents'
shows 'done 9ce227b568e8 Add the executions of flows'
run 'retort verify --rev 9ce227b568e8'
prints 'exact        9ce227b568e8 Initial schema'

title 'To a named revision, to the head, and back'
run 'retort upgrade 20260115220929'
run 'retort current'
prints 20260115220929
run 'retort upgrade head'
run 'retort current'
prints '20260120_plugin_marketplace (head)'
run 'retort downgrade 20260115220929 --yes'
run 'retort current'
prints 20260115220929
[ "$(query "SELECT to_regclass('organizations') IS NULL")" = t ] || fail 'the table organizations is still there'
run 'retort upgrade'
run 'retort check --fail-on-pending --fail-on-drift'
shows 'ok       pending'
shows 'ok       drift'

title 'JSONB'
run "psql -Xc \"SELECT column_name, data_type, column_default FROM information_schema.columns WHERE table_name = 'agents' AND data_type = 'jsonb' ORDER BY 1\""
shows '(3 rows)'
run "psql -XAtc \"SELECT slug FROM agent_templates WHERE definition @> '{\\\"mcp_servers\\\": [\\\"fetch\\\"]}'\""
prints researcher
run "psql -XAtqc 'SET enable_seqscan = off' -c \"EXPLAIN (COSTS OFF) SELECT id FROM agents WHERE mcp_servers @> '[\\\"fetch\\\"]'\""
shows 'Index Scan on ix_agents_mcp_servers'

title 'The schema as a script, and held against the one that is written by hand'
run 'retort schema export -o exported.sql'
run "grep -c '^CREATE TABLE' exported.sql"
prints 45
run 'retort diff database file:exported.sql'
prints ''
run 'retort check --fail-on-model-changes --env postgresql'
shows 'ok       model'

title 'A template of our own'
run 'retort templates --write'
run "sed -i '1i -- Owned by the platform team.\n' templates/revision.sql.template"
run 'retort revision -m "Rate answers" --sql --rev-id a1a1a1a1a1a1'
run "sed -i 's/^-- upgrade\$/&\\nCREATE TABLE ratings (message_id uuid PRIMARY KEY, stars integer NOT NULL);/; s/^-- downgrade\$/&\\nDROP TABLE ratings;/' versions/a1a1a1a1a1a1_rate_answers.sql"
run 'cat versions/a1a1a1a1a1a1_rate_answers.sql'
shows '-- Owned by the platform team.'
shows '-- revises: 20260120_plugin_marketplace'

title 'Two heads, and their merge'
run 'retort revision -m "Pin prompts" --sql --rev-id b2b2b2b2b2b2 --head 20260120_plugin_marketplace --splice'
run "sed -i 's/^-- upgrade\$/&\\nALTER TABLE agents ADD COLUMN pinned boolean NOT NULL DEFAULT false;/; s/^-- downgrade\$/&\\nALTER TABLE agents DROP COLUMN pinned;/' versions/b2b2b2b2b2b2_pin_prompts.sql"
run 'retort heads'
prints $'a1a1a1a1a1a1 (head)\nb2b2b2b2b2b2 (head)'
exits 2 'retort upgrade'
shows RT0208
run 'retort current'
prints '20260120_plugin_marketplace (branchpoint)'
run 'retort merge --check-commute -m "Merge ratings and pins" --sql --rev-id c3c3c3c3c3c3'
run 'retort upgrade'
run 'retort history -r 20260120_plugin_marketplace: --graph'
run 'retort current'
prints 'c3c3c3c3c3c3 (head) (mergepoint)'
[ "$(query "SELECT to_regclass('ratings') IS NOT NULL AND EXISTS (SELECT FROM information_schema.columns WHERE table_name = 'agents' AND column_name = 'pinned')")" = t ] || fail 'the merge did not apply both'

title 'A revision that is not there'
exits 2 'retort upgrade 0123456789ab'
shows 'RT0206:  There is no revision "0123456789ab".'
exits 2 'retort downgrade 0123456789ab --yes'
shows RT0206
run 'retort current'
prints 'c3c3c3c3c3c3 (head) (mergepoint)'

title 'agentic-rag: done'
