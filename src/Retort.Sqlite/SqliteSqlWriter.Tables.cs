using System.Data.Common;
using Retort.Dialects;
using Retort.Operations;
using Retort.Planning;
using Retort.Schema;
using static Retort.Sqlite.SqliteIdentifier;

namespace Retort.Sqlite;

internal sealed partial class SqliteSqlWriter
{
    private static readonly Version StrictTables = new(3, 37);

    private void WriteCreateTable(CreateTable op)
    {
        var table = op.Table;
        TableText.RequireSupported(table, op.Describe());
        RequireStrictTables(table.Strict);
        var key = table.Constraints.OfType<PrimaryKey>().FirstOrDefault();
        var numbered = table.Columns.FirstOrDefault(column => column.Identity is not null);
        var isInlineKey = numbered is not null && key is { Columns: [var only] } && only == numbered.Name;
        if (numbered is not null && !isInlineKey)
        {
            throw Unsupported($"SQLite numbers only a column that is the primary key by itself; \"{numbered.Name}\" is not.");
        }

        var items = table.Columns
            .Select(column => column == numbered
                ? $"{TableText.Column(column with { Type = SqliteTypeName.RowId, Nullable = true, Default = null }, table.Strict, op.Describe())} {Named(key!)}PRIMARY KEY AUTOINCREMENT"
                : TableText.Column(column, table.Strict, op.Describe()))
            .Concat(table.Constraints.Where(constraint => !isInlineKey || constraint != key).Select(constraint => TableText.Constraint(constraint, op.Describe())));
        string[] options = [.. table.WithoutRowId ? ["WITHOUT ROWID"] : Array.Empty<string>(), .. table.Strict ? ["STRICT"] : Array.Empty<string>()];
        Add($"CREATE TABLE {(op.IfNotExists ? "IF NOT EXISTS " : "")}{Quote(table.Name)} (\n    {string.Join(",\n    ", items)}\n){(options.Length == 0 ? "" : $" {string.Join(", ", options)}")}");
        foreach (var index in op.Indexes)
        {
            WriteCreateIndex(index, op.IfNotExists);
        }
    }

    private void RequireStrictTables(bool isStrict)
    {
        if (isStrict && _version is not null && _version < StrictTables)
        {
            throw Unsupported($"STRICT tables need SQLite {StrictTables}; this is {_version}.");
        }
    }

    private static string Named(Constraint constraint) => $"CONSTRAINT {Quote(constraint.Name)} ";

    /// <summary>ALTER TABLE ADD COLUMN takes a column only when every row already there can be given it without being looked at.</summary>
    private static bool CanAddInPlace(AddColumn op) =>
        op.Column is { Identity: null, Generated: null or { Stored: false } }
        && (op.Column.Nullable || op.Column.Default is not null)
        && (op.Column.Default is null || IsConstant(op.Column.Default))
        && op.Constraints.All(constraint => constraint is ForeignKey && op.Column.Default is null);

    private static bool IsConstant(ColumnDefault value) =>
        value.Sql is null ? value.Value is not SqlExpression : TableText.IsLiteral(value.Sql);

    private void WriteAddColumn(AddColumn op)
    {
        TableRebuild.RequireSupported(op);
        var constraints = string.Concat(op.Constraints.Select(constraint => $" {TableText.Constraint(constraint, op.Describe(), behindColumn: true)}"));
        Add($"ALTER TABLE {Quote(op.Table)} ADD COLUMN {TableText.Column(op.Column, strict: false, op.Describe())}{constraints}");
        foreach (var index in op.Indexes)
        {
            WriteCreateIndex(index, ifNotExists: false);
        }
    }

    private void WriteCreateIndex(TableIndex index, bool ifNotExists) => Add(IndexText(index, ifNotExists));

    private string IndexText(TableIndex index, bool ifNotExists)
    {
        if (index is { Include.IsEmpty: false } or { Method: not (null or "btree") } or { With.IsEmpty: false } or { NullsNotDistinct: true } or { Tablespace: not null } or { Comment: not null }
            || index.Keys.Any(key => key.OperatorClass is not null || key.HasNullsFirst is not null))
        {
            throw Unsupported("Methods, operator classes, INCLUDE, NULLS and storage of an index are PostgreSQL's: if (db.IsPostgreSql).");
        }

        var keys = index.Keys.Select(key =>
            $"{(key.Column is null ? $"({key.Expression})" : QuoteColumn(key.Column))}{(key.Collation is { } collation ? $" COLLATE {Quote(collation.Name)}" : "")}{(key.IsDescending ? " DESC" : "")}");
        return $"CREATE {(index.Unique ? "UNIQUE " : "")}INDEX {(ifNotExists ? "IF NOT EXISTS " : "")}{Quote(index.Table.WithName(index.Name))} ON {Quote(index.Table.Name)} ({string.Join(", ", keys)})"
            + (index.Where is null ? "" : $" WHERE {index.Where}");
    }

    /// <summary>SQLite cannot rename an index, so it is made again from its own text.</summary>
    private void WriteRenameIndex(RenameIndex op) => _statements.Add(new CatalogStatement(op.Describe(), async (connection, cancellationToken) =>
    {
        var index = await SqliteCatalog.FindAsync(connection, "index", op.Name.Name, cancellationToken).ConfigureAwait(false)
            ?? throw new UnsupportedOperationException(op.Describe(), "SQLite", "There is no such index, or it belongs to a constraint.");
        return [new SqlStatement($"DROP INDEX {Quote(index.Name)}"), new SqlStatement(StoredName.Replace(index.Sql, "INDEX", Quote(op.NewName)))];
    })
    {
        Operation = op,
        Origin = op.Origin,
    });
}
