#!/usr/bin/env bash
# Writes one schema of COUNT tables, of six columns, a key, a foreign key and an index each, in the form of every tool. The foreign keys make
# a tree: along a chain of 1,000 Alembic runs out of stack.
#   bench/data/tables.sh FOLDER COUNT
# FOLDER/schema.sql   for psql, and the target of the Retort project;  FOLDER/changed.sql  the same with another column in one table of a hundred
# FOLDER/Schema.cs    both in the words of revisions
# FOLDER/retort       a Retort project whose revisions make the tables, ten each; its environments are sql, csharp, sql-changed and csharp-changed
# FOLDER/alembic      an Alembic project whose metadata holds them; those of changed.sql where CHANGED is set
set -euo pipefail
folder=${1:?the folder to write}
count=${2:?the number of tables}

mkdir -p "$folder"/{retort/versions,alembic/versions}
echo '{ "versions": ["versions"] }' >"$folder/retort/retort.json"
echo '{ "target": { "kind": "sql", "path": "../schema.sql" } }' >"$folder/retort/retort.sql.json"
echo '{ "target": { "kind": "sql", "path": "../changed.sql" } }' >"$folder/retort/retort.sql-changed.json"
echo '{ "target": { "kind": "csharp", "path": "../Schema.cs", "type": "Tables" } }' >"$folder/retort/retort.csharp.json"
echo '{ "target": { "kind": "csharp", "path": "../Schema.cs", "type": "ChangedTables" } }' >"$folder/retort/retort.csharp-changed.json"

cat >"$folder/Schema.cs" <<CS
using Retort;
using Retort.Schema;

public sealed class ChangedTables : Tables
{
    protected override bool IsChanged => true;
}

public class Tables : SchemaDefinition
{
    protected virtual bool IsChanged => false;

    public override void Define(MigrationBuilder db)
    {
        for (var i = 1; i <= $count; i++)
        {
            var name = \$"t{i:00000}";
            db.CreateTable(name, t =>
            {
                t.Column("id", t.BigInt()).PrimaryKey(\$"{name}_pkey");
                t.Column("name", t.Text()).NotNull().Index(\$"ix_{name}_name");
                t.Column("email", t.String(200));
                t.Column("parent", t.BigInt()).References(\$"t{Math.Max((i + 8) / 10, 1):00000}", name: \$"{name}_parent_fkey");
                t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("now()");
                t.Column("total", t.Decimal(12, 2)).DefaultSql("0");
                if (IsChanged && i % 100 == 0)
                {
                    t.Column("note", t.Text());
                }
            });
        }
    }
}
CS

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
        *([Column("note", Text)] if i % 100 == 0 and "CHANGED" in os.environ else []),
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
awk '/^CREATE TABLE/ { changes = ++tables % 100 == 0 } changes && /total numeric/ { $0 = $0 ",\n    note text" } { print }' "$folder/schema.sql" >"$folder/changed.sql"
