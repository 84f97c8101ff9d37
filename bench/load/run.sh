#!/usr/bin/env bash
# Upgrades a table of 200,000 rows that eight sessions read and write without a pause, while an idle transaction holds a lock on it for ten seconds, with
# Retort and with Alembic; prints what the queries of the eight sessions noticed, and writes the table into docs/comparison.md.
#   bench/load/run.sh
# The steps are the same for all: add a column, fill it, a unique index CONCURRENTLY, a check NOT VALID, and in a second revision VALIDATE and SET NOT NULL.
# Needs the .NET SDK and PostgreSQL 15; Alembic comes from Debian.
set -euo pipefail
cd "$(dirname "$0")/../.."
. bench/bench.bash
workers=8
hold=10

projects() {
    mkdir -p "$work/project/versions" "$work/alembic/versions"
    echo '{ "versions": ["versions"] }' >"$work/project/retort.json"
    cat >"$work/project/versions/1.sql" <<'SQL'
-- revision: r1
-- upgrade
ALTER TABLE users ADD COLUMN email_lower text;
-- retort: backfill
UPDATE users SET email_lower = lower(email) WHERE email_lower IS NULL;
CREATE UNIQUE INDEX CONCURRENTLY uq_users_email_lower ON users (email_lower);
ALTER TABLE users ADD CONSTRAINT ck_users_email_lower CHECK (email_lower IS NOT NULL) NOT VALID;
SQL
    cat >"$work/project/versions/2.sql" <<'SQL'
-- revision: r2
-- revises: r1
-- upgrade
ALTER TABLE users VALIDATE CONSTRAINT ck_users_email_lower;
ALTER TABLE users ALTER COLUMN email_lower SET NOT NULL;
ALTER TABLE users DROP CONSTRAINT ck_users_email_lower;
SQL
    printf '[alembic]\nscript_location = %%(here)s\n' >"$work/alembic/alembic.ini"
    cat >"$work/alembic/env.py" <<'PY'
import os
from alembic import context
from sqlalchemy import create_engine, pool

engine = create_engine(os.environ["ALEMBIC_URL"], poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
PY
    cat >"$work/alembic/versions/r1.py" <<'PY'
"""keep addresses in small letters"""
import sqlalchemy as sa
from alembic import op

revision = "r1"
down_revision = None


def upgrade():
    op.add_column("users", sa.Column("email_lower", sa.Text()))
    op.execute("UPDATE users SET email_lower = lower(email)")
    with op.get_context().autocommit_block():
        op.create_index("uq_users_email_lower", "users", ["email_lower"], unique=True, postgresql_concurrently=True)
    op.execute("ALTER TABLE users ADD CONSTRAINT ck_users_email_lower CHECK (email_lower IS NOT NULL) NOT VALID")
PY
    cat >"$work/alembic/versions/r2.py" <<'PY'
"""require them"""
from alembic import op

revision = "r2"
down_revision = "r1"


def upgrade():
    op.execute("ALTER TABLE users VALIDATE CONSTRAINT ck_users_email_lower")
    op.alter_column("users", "email_lower", nullable=False)
    op.drop_constraint("ck_users_email_lower", "users")
PY
}

fresh_database() {
    [ -z "$(sql "SELECT 1 FROM pg_database WHERE datname = 'bench'")" ] || sql "DROP DATABASE bench"
    sql "CREATE DATABASE bench"
    sql "CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, seen int NOT NULL DEFAULT 0) WITH (fillfactor = 80)" bench
    sql "INSERT INTO users SELECT i, 'User' || i || '@example.org' FROM generate_series(1, 200000) i" bench
    sql "VACUUM ANALYZE users" bench
}

# measure LABEL COMMAND...: a line of the table
measure() {
    local label=$1 line
    shift
    fresh_database
    line=$("$work/load/load" "Host=$PGHOST;Username=postgres;Database=bench;Maximum Pool Size=20" $workers $hold "$@" 2>"$work/said")
    echo "| $label | ${line//|/ | } |"
    [[ $line != failed* ]] || sed -n '/Error\|ERROR/{s/^.*Error) *//;p;q}' "$work/said" >"$work/failure"
}

report() {
    describe_machine
    describe_versions
    describe_peers alembic
    printf '\n| | ended | after | slowest query | over 1 s | failed | queries |\n| --- | --- | ---: | ---: | ---: | ---: | ---: |\n'
    measure "**retort upgrade**" "$work/now/retort" -C "$work/project" --url "postgresql://postgres@/bench?host=$PGHOST" upgrade
    ! is_missing alembic || return 0
    ALEMBIC_URL="postgresql+psycopg2://postgres@/bench?host=$PGHOST" measure "alembic upgrade head" alembic -c "$work/alembic/alembic.ini" upgrade head
    ALEMBIC_URL="postgresql+psycopg2://postgres@/bench?host=$PGHOST&options=-c%20lock_timeout%3D2s" measure "alembic upgrade head, \`lock_timeout\` of 2 s" alembic -c "$work/alembic/alembic.ini" upgrade head
    [ ! -s "$work/failure" ] || printf '\nWhat failed said: `%s`\n' "$(cat "$work/failure")"
}

peer alembic
build now .
publish bench/load "$work/load"
projects
start_server
report | tee "$work/report"
sed -i -e '/<!-- load -->/,/<!-- end of load -->/ { /<!-- load -->/ { p; r '"$work/report"'
    }; /<!-- end of load -->/p; d }' docs/comparison.md
