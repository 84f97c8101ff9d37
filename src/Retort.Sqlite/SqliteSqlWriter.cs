using System.Collections.Immutable;
using System.Diagnostics;
using Retort.Dialects;
using Retort.Operations;
using Retort.Planning;
using Retort.Schema;
using static Retort.Sqlite.SqliteIdentifier;

namespace Retort.Sqlite;

/// <summary>
/// Writes the operations of a revision as statements. What ALTER TABLE cannot do becomes a <see cref="TableRebuild"/>; neighbours
/// that change the same table share one. What SQLite cannot do at all is refused.
/// </summary>
internal sealed partial class SqliteSqlWriter
{
    private readonly Version? _version;
    private readonly List<Statement> _statements = [];
    private readonly List<List<Operation>> _rebuilds = [];
    private readonly IReadOnlyList<Operation> _operations;
    private Operation? _operation;

    private SqliteSqlWriter(IReadOnlyList<Operation> operations, Version? version) => (_operations, _version) = (operations, version);

    /// <param name="operations">The operations.</param>
    /// <param name="version">The version of SQLite; <see langword="null"/> for the newest one known.</param>
    public static IReadOnlyList<Statement> Write(IReadOnlyList<Operation> operations, Version? version)
    {
        var writer = new SqliteSqlWriter(operations, version);
        foreach (var operation in operations)
        {
            writer.Write(operation);
        }

        writer.FinishRebuilds();
        return writer._statements;
    }

    private void Write(Operation operation)
    {
        _operation = operation;
        if (TableRebuild.TableOf(operation) is { } table && (NeedsRebuild(operation) || RebuildOf(table) is not null))
        {
            AddToRebuild(table, operation);
            return;
        }

        if (_rebuilds.Count > 0)
        {
            FinishRebuilds();
        }

        switch (operation)
        {
            case CreateTable op: WriteCreateTable(op); break;
            case DropTable { Cascade: true } or DropView { Cascade: true, Materialized: false }: throw Unsupported("CASCADE is PostgreSQL's: drop what depends on it first.");
            case DropTable op: Add($"DROP TABLE {IfExists(op.IfExists)}{Quote(op.Name)}"); break;
            case RenameTable op: Add($"ALTER TABLE {Quote(op.Name)} RENAME TO {Quote(op.NewName)}"); break;
            case AddColumn op: WriteAddColumn(op); break;
            case RenameColumn op: Add($"ALTER TABLE {Quote(op.Table)} RENAME COLUMN {Quote(op.Column)} TO {Quote(op.NewName)}"); break;
            case CreateIndex op: WriteCreateIndex(op.Index, op.IfNotExists); break;
            case DropIndex op: Add($"DROP INDEX {IfExists(op.IfExists)}{Quote(op.Name)}"); break;
            case CreateView { Materialized: false } op: WriteCreateView(op); break;
            case DropView { Materialized: false } op: Add($"DROP VIEW {IfExists(op.IfExists)}{Quote(op.Name)}"); break;
            case CreateTrigger op: Add($"CREATE TRIGGER {Quote(op.Name)} {op.Events} ON {Quote(op.Table)} {op.Action}"); break;
            case DropTrigger op: Add($"DROP TRIGGER {IfExists(op.IfExists)}{Quote(op.Name)}"); break;
            case RenameIndex op: WriteRenameIndex(op); break;
            case ExecuteSql op: WriteExecuteSql(op); break;
            case InsertData op: WriteInsertData(op); break;
            case UpdateData op: Add($"UPDATE {Quote(op.Table)} SET {Assignments(op.Set)} WHERE {Conditions(op.Where)}"); break;
            case DeleteData op: Add($"DELETE FROM {Quote(op.Table)} WHERE {Conditions(op.Where)}"); break;
            case Backfill op: _statements.Add(ToStatement(op, null, op.Origin)); break;
            case RunCode op: _statements.Add(new CodeStatement(op.Code) { Operation = op, Origin = op.Origin }); break;
            case OutsideTransaction op: WriteOutsideTransaction(op); break;
            case SetTableComment or SetComment: throw Unsupported("SQLite stores no comments: if (db.IsPostgreSql).");
            case ReplaceType: throw Unsupported("SQLite has no types of one's own: if (db.IsPostgreSql).");
            case SetOwner or ChangeGrants: throw Unsupported("SQLite knows no roles; who may open the file may do everything: if (db.IsPostgreSql).");
            case FreeConstraintName: throw Unsupported("SQLite keeps no copies of foreign keys.");
            case ValidateConstraint: throw Unsupported("Every constraint of SQLite is valid when it is added.");
            case CreateSchema or DropSchema or CreateEnum or AddEnumValue or RenameEnumValue or DropEnum or CreateSequence or AlterSequence or DropSequence
                or CreateExtension or DropExtension or CreateView or DropView or CreateFunction or DropFunction or CreateObject or DropObject or AlterObject:
                throw Unsupported("Write it for PostgreSQL only: if (db.IsPostgreSql).");
            default: throw new UnreachableException($"No SQL for operation {operation.GetType().Name}.");
        }
    }

    private static bool NeedsRebuild(Operation operation) => operation switch
    {
        AlterObject or AlterColumn or AddConstraint or DropConstraint or RenameConstraint or DropColumn => true,
        AddColumn op => !CanAddInPlace(op),
        _ => false,
    };

    private List<Operation>? RebuildOf(ObjectName table) => _rebuilds.Find(changes => TableRebuild.TableOf(changes[0]) == table);

    /// <summary>A rebuild reads and writes nothing but its own table, so that changes of one table share it even when those of another stand between.</summary>
    private void AddToRebuild(ObjectName table, Operation operation)
    {
        RequireStrictTables(operation is AlterObject { To: Table { Strict: true } });
        TableRebuild.RequireSupported(operation);
        if (RebuildOf(table) is { } changes)
        {
            changes.Add(operation);
        }
        else
        {
            _rebuilds.Add([operation]);
        }
    }

    private void FinishRebuilds()
    {
        _statements.AddRange(_rebuilds.Select(changes => new TableRebuild([.. changes], _operations).ToStatement()));
        _rebuilds.Clear();
    }

    private void WriteOutsideTransaction(OutsideTransaction op) =>
        _statements.AddRange(Write(op.Operations, _version).Select(statement => statement with { CommitAlone = true }));

    private void WriteExecuteSql(ExecuteSql op)
    {
        foreach (var statement in SqlScript.Split(op.Sql, SqlSyntax.Sqlite, op.Origin))
        {
            SqlScript.RefuseTransactionControl(statement.Text, SqlSyntax.Sqlite, statement.Origin);
            _statements.Add(RetortComment.ReadBackfill(statement, SqlSyntax.Sqlite) is { } backfill
                ? ToStatement(backfill, statement.Text, statement.Origin)
                : new SqlStatement(statement.Text) { Operation = op, Origin = statement.Origin, Transactional = !IsOutsideTransaction(statement.Text) });
        }
    }

    /// <summary>VACUUM, ATTACH and DETACH fail inside a transaction; these pragmas are ignored there in silence.</summary>
    private static bool IsOutsideTransaction(string sql)
    {
        var words = StoredName.Tokens(sql).Take(4).Select(token => token.In(sql).ToString().ToUpperInvariant()).ToList();
        return words[0] is "VACUUM" or "ATTACH" or "DETACH"
            || (words[0] == "PRAGMA" && words.Skip(1).Any(word => word is "JOURNAL_MODE" or "FOREIGN_KEYS" or "AUTO_VACUUM" or "PAGE_SIZE"));
    }

    private void WriteInsertData(InsertData op)
    {
        var columns = op.Columns.IsEmpty ? "DEFAULT VALUES" : $"({QuoteAll(op.Columns)}) VALUES";
        var insert = $"INSERT INTO {Quote(op.Table)} {columns}";
        foreach (var row in op.Rows)
        {
            Add(op.Columns.IsEmpty ? insert : $"{insert} ({string.Join(", ", row.Select(SqliteLiteral.Of))})");
        }
    }

    private void WriteCreateView(CreateView op)
    {
        if (!op.With.IsEmpty)
        {
            throw Unsupported("A view of SQLite has no options.");
        }

        if (op.OrReplace)
        {
            Add($"DROP VIEW IF EXISTS {Quote(op.Name)}");
        }

        Add($"CREATE VIEW {Quote(op.Name)}{(op.Columns.IsEmpty ? "" : $" ({QuoteAll(op.Columns)})")} AS {op.Query}");
    }

    private void Add(string sql) => _statements.Add(new SqlStatement(sql) { Operation = _operation, Origin = _operation?.Origin });

    private UnsupportedOperationException Unsupported(string hint) => new(_operation!.Describe(), "SQLite", hint);

    private static string IfExists(bool condition) => condition ? "IF EXISTS " : "";

    private static string Assignments(ImmutableArray<ColumnValue> values) =>
        string.Join(", ", values.Select(value => $"{Quote(value.Column)} = {SqliteLiteral.Of(value.Value)}"));

    private static string Conditions(ImmutableArray<ColumnValue> values) =>
        string.Join(" AND ", values.Select(value => $"{QuoteColumn(value.Column)} IS {SqliteLiteral.Of(value.Value)}"));
}
