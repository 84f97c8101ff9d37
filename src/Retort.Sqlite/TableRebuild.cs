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
/// <param name="revision">All operations of the revision: what else happens to the table and its columns.</param>
internal sealed class TableRebuild(ImmutableArray<Operation> changes, IReadOnlyList<Operation> revision)
{
    private static readonly string[] RowIdNames = ["rowid", "_rowid_", "oid"];

    /// <summary>The table an operation changes; <see langword="null"/> when it cannot be part of a rebuild.</summary>
    public static ObjectName? TableOf(Operation operation) => operation switch
    {
        AlterObject { To: Table table } => table.Name,
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
            case var _ when TableOf(operation) is { Schema: not (null or "main") }:
                throw Refuse(operation, "Only tables of the database itself can be rebuilt, not those of an attached one.");
            case DropColumn { Cascade: true } or DropConstraint { Cascade: true }:
                throw Refuse(operation, "CASCADE is PostgreSQL's: drop what depends on it first.");
            case AlterObject { To: Table table }:
                TableText.RequireSupported(table, operation.Describe());
                break;
            case AlterColumn { Change.Comment: not null }:
                throw Refuse(operation, "SQLite stores no comments: if (db.IsPostgreSql).");
            case AlterColumn op:
                TableText.RequireSupported(op.Change.Identity, op.Describe());
                _ = op.Change.Type is { } type ? SqliteTypeName.Of(type, strict: false) : null;
                break;
            case AddColumn { IfNotExists: true }:
                throw Refuse(operation, "SQLite has no ADD COLUMN IF NOT EXISTS.");
            case AddColumn op:
                _ = TableText.Column(op.Column, strict: false, op.Describe());
                _ = op.Constraints.Select(constraint => TableText.Constraint(constraint, op.Describe())).Count();
                _ = SqliteSqlWriter.Write([.. op.Indexes.Select(index => new CreateIndex(index))], version: null);
                break;
            case AddConstraint op:
                _ = TableText.Constraint(op.Constraint, op.Describe());
                break;
        }
    }

    public CatalogStatement ToStatement() => new(string.Join("; ", changes.Select(change => change.Describe())), WriteAsync) { Operation = changes[0], Origin = changes[0].Origin };

    private async Task<IReadOnlyList<SqlStatement>> WriteAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var asked = TableOf(changes[0])!.Value;
        var stored = await SqliteCatalog.FindAsync(connection, "table", asked.Name, cancellationToken).ConfigureAwait(false)
            ?? throw Refuse(changes[0], $"There is no table \"{asked}\".");
        if (StoredName.Tokens(stored.Sql)[1].Is(stored.Sql, "VIRTUAL"))
        {
            throw Refuse(changes[0], "The table is a virtual one.");
        }

        var columns = await SqliteCatalog.ColumnsAsync(connection, stored.Name, cancellationToken).ConfigureAwait(false);
        var all = await SqliteCatalog.AllAsync(connection, cancellationToken).ConfigureAwait(false);
        var draft = new TableDraft(stored.Name, StoredTable.Parse(stored.Sql), columns, all, revision, new FormerNames(revision.TakeWhile(operation => !ReferenceEquals(operation, changes[0]))));
        foreach (var change in changes)
        {
            draft.Apply(change);
        }

        draft.Finish();
        if (draft.IsAsBefore)
        {
            return [];
        }

        return [.. (await RebuildAsync(connection, draft, all, cancellationToken).ConfigureAwait(false)).Select(sql => new SqlStatement(sql)), .. draft.NewIndexes];
    }

    private async Task<IReadOnlyList<string>> RebuildAsync(DbConnection connection, TableDraft draft, List<StoredObject> all, CancellationToken cancellationToken)
    {
        var (name, copy) = (draft.Name, FreeName(draft.Name, all));
        var copied = draft.Copied.ToList();
        if (RowIdToKeep(draft) is { } rowId)
        {
            copied.Insert(0, (rowId, rowId));
        }

        var statements = new List<string>
        {
            draft.Table.ToSql(Quote(copy)),

            // OR ABORT overrides an ON CONFLICT IGNORE or REPLACE of the table, which would lose rows in silence.
            $"INSERT OR ABORT INTO {Quote(copy)} ({string.Join(", ", copied.Select(item => item.Column))}) SELECT {string.Join(", ", copied.Select(item => item.Value))} FROM {Quote(name)}",
        };
        if (draft.GoesOnNumbering)
        {
            // The highest number ever given, not the highest that is left. The new table has made sqlite_sequence if it was not there.
            statements.Add($"DELETE FROM sqlite_sequence WHERE name = {SqliteLiteral.Text(copy)}");
            statements.Add($"INSERT INTO sqlite_sequence (name, seq) SELECT {SqliteLiteral.Text(copy)}, seq FROM sqlite_sequence WHERE name = {SqliteLiteral.Text(name)}");
        }

        statements.Add($"DROP TABLE {Quote(name)}");

        // Without it the rename would look into views and triggers, which refer to a table that is not there at this moment.
        statements.Add("PRAGMA legacy_alter_table = ON");
        statements.Add($"ALTER TABLE {Quote(copy)} RENAME TO {Quote(name)}");
        statements.Add("PRAGMA legacy_alter_table = OFF");
        statements.AddRange(all.Where(other => other.Type is "index" or "trigger" && other.IsOn(name) && !draft.TakesAlong(other)).Select(other => other.Sql));
        if (await SqliteCatalog.HasStatisticsAsync(connection, name, cancellationToken).ConfigureAwait(false))
        {
            statements.Add($"ANALYZE {Quote(name)}");
        }

        if (changes.Any(change => change is DropColumn))
        {
            foreach (var view in all.Where(other => other.Type == "view"))
            {
                if (await SqliteCatalog.CanReadAsync(connection, view.Name, cancellationToken).ConfigureAwait(false))
                {
                    statements.Add(SqliteCatalog.SelectNothing(view.Name));
                }
            }
        }

        return statements;
    }

    /// <summary>A name for the rowid, which tables of full-text search and others refer to, unless a column that stays holds it anyway.</summary>
    private static string? RowIdToKeep(TableDraft draft) =>
        draft.Table.IsWithoutRowId || draft.WasWithoutRowId || draft.KeepsRowIdColumn ? null : RowIdNames.FirstOrDefault(name => !draft.Names(name));

    private static string FreeName(string table, List<StoredObject> all)
    {
        var name = $"{table}_rebuilt";
        while (all.Exists(other => string.Equals(other.Name, name, StringComparison.OrdinalIgnoreCase)))
        {
            name += "_";
        }

        return name;
    }

    private static UnsupportedOperationException Refuse(Operation change, string why) => new(change.Describe(), "SQLite", why);
}
