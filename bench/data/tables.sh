#!/usr/bin/env bash
# Writes one schema of COUNT tables, of six columns, a key, a foreign key and an index each, in the form of every tool. The foreign keys make
# a tree: along a chain of 1,000 Alembic runs out of stack.
#   bench/data/tables.sh FOLDER COUNT
# FOLDER/schema.sql   for psql, and the target of the Retort project
# FOLDER/retort       a Retort project whose revisions make the tables, ten each
# FOLDER/alembic      an Alembic project whose metadata holds them
set -euo pipefail
folder=${1:?the folder to write}
count=${2:?the number of tables}

mkdir -p "$folder"/{retort/versions,alembic/versions}
cat >"$folder/retort/retort.json" <<'JSON'
{ "versions": ["versions"], "target": { "kind": "sql", "path": "../schema.sql" } }
JSON

cat >"$folder/alembic/alembic.ini" <<'INI'
[alembic]
script_location = %(here)s
INI
cat >"$folder/alembic/script.py.mako" <<'MAKO'
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade():
    ${upgrades if upgrades else "pass"}


def downgrade():
    ${downgrades if downgrades else "pass"}
MAKO
cat >"$folder/alembic/env.py" <<PY
import os
from alembic import context
from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, MetaData, Numeric, String, Table, Text, create_engine, pool, text

metadata = MetaData()
for i in range(1, $count + 1):
    Table(
        f"t{i:05}",
        metadata,
        Column("id", BigInteger, primary_key=True, autoincrement=False),
        Column("name", Text, nullable=False, index=True),
        Column("email", String(200)),
        Column("parent", BigInteger, ForeignKey(f"t{max((i + 8) // 10, 1):05}.id", name=f"t{i:05}_parent_fkey")),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
        Column("total", Numeric(12, 2), server_default=text("0")),
    )

engine = create_engine(os.environ["ALEMBIC_URL"], poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=metadata, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()
PY

exec 3>"$folder/schema.sql"
previous=
for ((i = 1; i <= count; i += 10)); do
    printf -v id 'r%05d' "$i"
    tables= drops=
    for ((j = i; j < i + 10; j++)); do
        printf -v name 't%05d' "$j"
        printf -v parent 't%05d' $((j > 1 ? (j + 8) / 10 : 1))
        tables+="CREATE TABLE $name (
    id bigint PRIMARY KEY,
    name text NOT NULL,
    email varchar(200),
    parent bigint CONSTRAINT ${name}_parent_fkey REFERENCES $parent (id),
    created_at timestamptz NOT NULL DEFAULT now(),
    total numeric(12, 2) DEFAULT 0
);
CREATE INDEX ix_${name}_name ON $name (name);
"
        drops="DROP TABLE $name;"$'\n'"$drops"
    done
    printf '%s' "$tables" >&3
    printf -- '-- revision: %s\n%s-- created: 2026-01-01\n-- message: create ten tables\n\n-- upgrade\n%s\n-- downgrade\n%s' \
        "$id" "${previous:+-- revises: $previous$'\n'}" "$tables" "$drops" >"$folder/retort/versions/${id}_create_ten_tables.sql"
    previous=$id
done
