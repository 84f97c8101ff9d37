using System.Collections.Immutable;
using System.Data.Common;
using Retort.Dialects;
using Retort.Operations;
using Retort.Planning;
using Retort.Schema;
using static Retort.Sqlite.SqliteIdentifier;

namespace Retort.Sqlite;

/// <summary>
/// Changes a table in ways ALTER TABLE cannot, by SQLite's own procedure (https://www.sqlite.org/lang_altertable.html, "Making Other
/// Kinds Of Table Schema Changes"): a new table under another name, the rows copied, the old table dropped, the new one renamed,
/// indexes and triggers made again. The new table is the old one's text with the changes in it. The session has turned
/// foreign keys off by then, and checks them before it commits.
/// </summary>
/// <param name="changes">The operations, all of one table.</param>
internal sealed class TableRebuild(ImmutableArray<Operation> changes)
{
    /// <summary>The table an operation changes; <see langword="null"/> when it cannot be part of a rebuild.</summary>
    public static ObjectName? TableOf(Operation operation) => operation switch
    {
        AddColumn op => op.Table,
        DropColumn op => op.Table,
        AlterColumn op => op.Table,
        AddConstraint op => op.Table,
        DropConstraint op => op.Table,
        RenameConstraint op => op.Table,
        _ => default(ObjectName?),
    };

    /// <summary>Refuses, before anything runs, what no rebuild can do.</summary>
    public static void RequireSupported(Operation operation)
    {
        switch (operation)
        {
            case AlterColumn { Change: { Identity: not null } or { DropIdentity: true } }:
                throw new UnsupportedOperationException(operation.Describe(), "SQLite", "A column is numbered when it is created as the primary key; that cannot be changed later.");
            case AlterColumn { Change.Comment: not null }:
                throw new UnsupportedOperationException(operation.Describe(), "SQLite", "SQLite stores no comments: if (db.IsPostgreSql).");
            case AlterColumn { Change.Type: { } type }:
                _ = SqliteTypeName.Of(type, strict: false);
                break;
            case AddColumn { IfNotExists: true }:
                throw new UnsupportedOperationException(operation.Describe(), "SQLite", "SQLite has no ADD COLUMN IF NOT EXISTS.");
            case AddColumn op:
                _ = TableText.Column(op.Column, strict: false);
                break;
            case AddConstraint op:
                _ = TableText.Constraint(op.Constraint, op.Describe());
                break;
        }
    }

    public CatalogStatement ToStatement() => new(string.Join("; ", changes.Select(change => change.Describe())), WriteAsync) { Operation = changes[0], Origin = changes[0].Origin };

    private async Task<IReadOnlyList<SqlStatement>> WriteAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var name = TableOf(changes[0])!.Value;
        var sql = await SqliteCatalog.TextOfAsync(connection, "table", name.Name, cancellationToken).ConfigureAwait(false)
            ?? throw Refuse(changes[0], $"There is no table \"{name}\".");
        if (StoredName.Tokens(sql)[1].Is(sql, "VIRTUAL"))
        {
            throw Refuse(changes[0], "The table is a virtual one.");
        }

        var table = StoredTable.Parse(sql);
        var dependents = await SqliteCatalog.DependentsOfAsync(connection, name.Name, cancellationToken).ConfigureAwait(false);
        List<string> kept = [.. table.StoredColumns];
        List<SqlStatement> after = [];
        foreach (var change in changes)
        {
            Apply(change, table, kept, dependents, after);
        }

        return [.. await RebuildAsync(connection, name.Name, table, kept, Surviving(dependents), cancellationToken).ConfigureAwait(false), .. after];
    }

    private static void Apply(
        Operation change, StoredTable table, List<string> kept, IReadOnlyList<(string Type, string Name, string Sql)> dependents, List<SqlStatement> after)
    {
        switch (change)
        {
            case AlterColumn op:
                RequireColumn(change, table, op.Column);
                table.ChangeColumn(op.Column, column => Alter(column, op.Change, table.IsStrict));
                break;
            case AddColumn op:
                table.AddItem(TableText.Column(op.Column, table.IsStrict), isColumn: true);
                foreach (var constraint in op.Constraints)
                {
                    table.AddItem(TableText.Constraint(constraint, op.Describe()), isColumn: false);
                }

                after.AddRange(SqliteSqlWriter.Write([.. op.Indexes.Select(index => new CreateIndex(index))]).Cast<SqlStatement>());
                break;
            case DropColumn op:
                RequireColumn(change, table, op.Column);
                if (dependents.FirstOrDefault(dependent => dependent.Type == "trigger" && StoredName.Mentions(dependent.Sql, op.Column)) is { Name: { } trigger })
                {
                    throw Refuse(change, $"Trigger \"{trigger}\" mentions the column. Drop or change the trigger first.");
                }

                table.RemoveColumn(op.Column);
                kept.RemoveAll(column => string.Equals(column, op.Column, StringComparison.OrdinalIgnoreCase));
                break;
            case AddConstraint op:
                table.AddItem(TableText.Constraint(op.Constraint, op.Describe()), isColumn: false);
                break;
            case DropConstraint op when !table.RemoveConstraint(op.Name) && !op.IfExists:
                throw Refuse(change, $"There is no constraint \"{op.Name}\".");
            case RenameConstraint op when !table.RenameConstraint(op.Name, op.NewName):
                throw Refuse(change, $"There is no constraint \"{op.Name}\".");
        }
    }

    private static void Alter(StoredColumn column, ColumnChange change, bool strict)
    {
        if (change.Type is { } type)
        {
            column.SetType(SqliteTypeName.Of(type, strict));
        }

        if (change.Collation is { } collation)
        {
            column.SetCollation(collation);
        }

        if (change.Nullable is { } nullable)
        {
            column.SetNullable(nullable);
        }

        if (change.Default is { } value)
        {
            column.SetDefault(value);
        }
    }

    /// <summary>Everything of the table but the indexes on columns that go, which go with them.</summary>
    private IEnumerable<string> Surviving(IReadOnlyList<(string Type, string Name, string Sql)> dependents)
    {
        var dropped = changes.OfType<DropColumn>().Select(op => op.Column).ToList();
        return dependents.Where(dependent => dependent.Type != "index" || !dropped.Exists(column => StoredName.Mentions(dependent.Sql, column))).Select(dependent => dependent.Sql);
    }

    private static async Task<IReadOnlyList<SqlStatement>> RebuildAsync(
        DbConnection connection, string name, StoredTable table, List<string> kept, IEnumerable<string> dependents, CancellationToken cancellationToken)
    {
        var copy = await FreeNameAsync(connection, name, cancellationToken).ConfigureAwait(false);
        var hasOwnRowId = !table.IsWithoutRowId && !await SqliteCatalog.HasRowIdColumnAsync(connection, name, cancellationToken).ConfigureAwait(false);
        var columns = QuoteAll(kept);
        var list = hasOwnRowId ? $"rowid, {columns}" : columns;
        var statements = new List<string>
        {
            table.ToSql(Quote(copy)),

            // OR ABORT overrides an ON CONFLICT IGNORE or REPLACE of the table, which would lose rows in silence.
            $"INSERT OR ABORT INTO {Quote(copy)} ({list}) SELECT {list} FROM {Quote(name)}",
        };
        if (table.HasAutoIncrement && await SqliteCatalog.HasSequencesAsync(connection, cancellationToken).ConfigureAwait(false))
        {
            // The highest number ever given, not the highest that is left.
            statements.Add($"DELETE FROM sqlite_sequence WHERE name = {SqliteLiteral.Text(copy)}");
            statements.Add($"INSERT INTO sqlite_sequence (name, seq) SELECT {SqliteLiteral.Text(copy)}, seq FROM sqlite_sequence WHERE name = {SqliteLiteral.Text(name)}");
        }

        statements.Add($"DROP TABLE {Quote(name)}");

        // Without it the rename would look into views and triggers, which refer to a table that is not there at this moment.
        statements.Add("PRAGMA legacy_alter_table = ON");
        statements.Add($"ALTER TABLE {Quote(copy)} RENAME TO {Quote(name)}");
        statements.Add("PRAGMA legacy_alter_table = OFF");
        return [.. statements.Concat(dependents).Select(sql => new SqlStatement(sql))];
    }

    private static async Task<string> FreeNameAsync(DbConnection connection, string name, CancellationToken cancellationToken)
    {
        var copy = $"{name}_rebuilt";
        while (await SqliteCatalog.TextOfAsync(connection, "table", copy, cancellationToken).ConfigureAwait(false) is not null)
        {
            copy += "_";
        }

        return copy;
    }

    private static void RequireColumn(Operation change, StoredTable table, string column)
    {
        if (!table.HasColumn(column))
        {
            throw Refuse(change, $"There is no column \"{column}\".");
        }
    }

    private static UnsupportedOperationException Refuse(Operation change, string why) => new(change.Describe(), "SQLite", why);
}
