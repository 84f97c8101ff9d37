using Retort.Operations;
using Retort.Schema;
using static Retort.PostgreSql.PostgreSqlIdentifier;

namespace Retort.PostgreSql;

internal sealed partial class PostgreSqlSqlWriter
{
    private void WriteCreateIndex(CreateIndex op)
    {
        var (first, index) = (_statements.Count, op.Index);
        var guarded = op.IfNotExists && index.Comment is not null;
        WriteIndex(index, op.Concurrently, op.IfNotExists && (op.Concurrently || !guarded));
        if (!guarded)
        {
            return;
        }

        // An index is made in the schema of its table, and CONCURRENTLY cannot stand in a block.
        var name = $"(SELECT format('%I.%I', relnamespace::regnamespace::text, {PostgreSqlLiteral.Text(index.Name)}) FROM pg_catalog.pg_class WHERE oid = {PostgreSqlLiteral.Text(Quote(index.Table))}::regclass)";
        if (op.Concurrently)
        {
            Guard(first + 1, $"obj_description(to_regclass({name}), 'pg_class') IS NULL");
        }
        else
        {
            Guard(first, $"to_regclass({name}) IS NULL");
        }
    }

    private void WriteIndex(TableIndex index, bool concurrently, bool ifNotExists)
    {
        if (index.NullsNotDistinct)
        {
            RequireVersion(15, $"treat NULLs as equal in index \"{index.Name}\"");
        }

        Add(
            $"CREATE {(index.Unique ? "UNIQUE " : "")}INDEX {(concurrently ? "CONCURRENTLY " : "")}{IfNotExists(ifNotExists)}{Quote(index.Name)} ON {Quote(index.Table)}"
            + AccessMethod(index.Method)
            + $" ({string.Join(", ", index.Keys.Select(Key))})"
            + Include(index.Include)
            + (index.NullsNotDistinct ? " NULLS NOT DISTINCT" : "")
            + Parameters(index.With)
            + Tablespace(index.Tablespace)
            + (index.Where is null ? "" : $" WHERE {index.Where}"));
        if (index.Comment is not null)
        {
            AddComment($"INDEX {Quote(index.Table.WithName(index.Name))}", index.Comment);
        }
    }

    private static string Key(IndexKey key) =>
        (key.Column is null ? $"({key.Expression})" : Quote(key.Column))
        + Collate(key.Collation)
        + (key.OperatorClass is null ? "" : $" {key.OperatorClass}")
        + (key.IsDescending ? " DESC" : "")
        + (key.HasNullsFirst switch
        {
            null => "",
            true => " NULLS FIRST",
            false => " NULLS LAST",
        });
}
