#!/usr/bin/env bash
# The story of unity on PostgreSQL: the chain of its revisions, a pod, a Job, init containers, one command that migrates and verifies, the risk of a revision, the tables.
# Takes POSTGRES_HOST, POSTGRES_PORT, POSTGRES_USER and POSTGRES_DB, which is an empty database; needs retort, psql and curl on the path.
source "$(dirname "${BASH_SOURCE[0]}")/../story.bash" retort.json UnitySchema.cs versions

# What runs in a pod has its image and the address of the database out of a Secret; with a cluster it is: kubectl -n unity exec deploy/unity --
pod() {
    env -u HOME -u POSTGRES_HOST -u POSTGRES_PORT -u POSTGRES_USER -u POSTGRES_DB RETORT_URL="postgresql://$PGUSER@/$PGDATABASE?host=$PGHOST&port=$PGPORT" "$@"
}

# What the container of a rendered object runs.
command_of() { sed -n '/ command:/,/ env:/s/^ *- \([^ :]*\)$/\1/p' "$1" | paste -sd ' '; }

title 'The image: its revisions are compiled, so that a pod compiles nothing'
run 'retort compile'

title 'The chain of revisions'
run 'retort report -o report.md'
run "sed -n '/## Revision chain/,/^\* 6a00/p' report.md"
shows 'o add_plugin_execution (head)'
run "grep -c '^File .*\*\*pending\*\*' report.md"
prints 8

title 'In a pod'
run 'pod retort current'
prints ''
run 'pod retort heads'
prints 'add_plugin_execution (head)'
run 'pod retort upgrade head'
shows_times 8 'done '
run 'pod retort current'
prints 'add_plugin_execution (head)'

title 'A Job brings the database of an earlier release to the head'
run 'retort downgrade -2 --yes'
run 'pod retort current'
prints '00001_add_plugins'
run 'retort k8s render --image unity:1.0.0 --namespace unity --kind job > job.yaml'
run "sed -n '/^kind/,/^  namespace/p; /  containers:/,/ key:/p' job.yaml"
shows 'name: retort-1-0-0'
run "pod $(command_of job.yaml)"
shows 'done a1b2c3d4e5f6'
shows 'done add_plugin_execution'

title 'Init containers of two pods that start at once: one upgrades, the other waits'
run 'retort downgrade -1 --yes'
run 'retort k8s render --image unity:1.0.0 --namespace unity --kind init --deployment unity > init.yaml'
run "sed -n '/initContainers:/,/ key:/p' init.yaml"
init=$(command_of init.yaml)
run "pod $init & pod $init && wait \$!"
shows_times 1 'done add_plugin_execution'
shows_times 1 'nothing to do: the database is at add_plugin_execution'

title 'The risk of the last revision, and of the way back'
run 'retort plan --downgrade -1 | sed -n 1,/^$/p'
shows 'risk: high'
shows 'table "plugin_executions"'
run 'retort downgrade -1 --yes'
run 'retort plan | sed -n 1,/^$/p'
shows 'risk: low'
shows 'A downgrade exists and was proved.'

title 'check_migrations in one command: upgrades when the database is behind, then verifies'
exits 3 'retort current --check-heads'
run 'retort start --yes -- retort check --fail-on-pending --fail-on-drift'
shows 'done add_plugin_execution'
shows 'ok       pending'
shows 'ok       drift'

title 'It finds what somebody did by hand'
run "psql -Xqc 'DROP INDEX ix_plugin_alerts_open'"
exits 3 'retort start --yes -- retort check --fail-on-pending --fail-on-drift'
shows 'nothing to do: the database is at add_plugin_execution'
shows 'FOUND    drift'
exits 3 'retort drift --sql > repair.sql'
run 'psql -Xq -v ON_ERROR_STOP=1 -f repair.sql'
run 'retort check --fail-on-drift'
shows 'ok       drift'

title 'Health, as a probe asks for it'
starts 'retort serve --urls http://127.0.0.1:0'
becomes healthy
run 'curl -s $app/health'
shows '"database":{"status":"healthy","engine":"postgresql"}'
shows '"migrations":{"status":"healthy","current":["add_plugin_execution"],"heads":["add_plugin_execution"],"pending":0}'
kill "$pid"

title 'The tables'
run "retort schema export | grep '^CREATE TABLE'"
shows_times 17 'CREATE TABLE'
run 'retort status'
shows '17 tables'
shows 'pending   none'

title 'unity: done'
