using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics;
using Retort.Dialects;
using Retort.Operations;
using Retort.Planning;
using Retort.Schema;
using static Retort.PostgreSql.PostgreSqlIdentifier;

namespace Retort.PostgreSql;

/// <summary>Writes the operations of a revision as statements. What the server at hand cannot do is refused.</summary>
internal sealed partial class PostgreSqlSqlWriter
{
    private static readonly SearchValues<char> PlainValue = SearchValues.Create("+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");

    private readonly Version? _server;
    private readonly List<Statement> _statements = [];
    private Operation? _operation;

    private PostgreSqlSqlWriter(Version? server) => _server = server;

    private string Engine => _server is null ? "PostgreSQL" : $"PostgreSQL {_server.Major}";

    public static IReadOnlyList<Statement> Write(IReadOnlyList<Operation> operations, Version? server)
    {
        var writer = new PostgreSqlSqlWriter(server);
        foreach (var operation in operations)
        {
            writer.Write(operation);
        }

        return [.. writer._statements, .. SessionSettings.ResetAfter(writer._statements)];
    }

    private void Write(Operation operation)
    {
        _operation = operation;
        switch (operation)
        {
            case CreateTable op: WriteCreateTable(op); break;
            case DropTable op: Add($"DROP TABLE {IfExists(op.IfExists)}{Quote(op.Name)}{Cascade(op.Cascade)}"); break;
            case RenameTable op: Add($"ALTER TABLE {Quote(op.Name)} RENAME TO {Quote(op.NewName)}"); break;
            case SetTableComment op: AddComment($"TABLE {Quote(op.Table)}", op.Comment); break;

            case AddColumn op: WriteAddColumn(op); break;
            case DropColumn op: Add($"ALTER TABLE {Quote(op.Table)} DROP COLUMN {IfExists(op.IfExists)}{Quote(op.Column)}{Cascade(op.Cascade)}"); break;
            case RenameColumn op: Add($"ALTER TABLE {Quote(op.Table)} RENAME COLUMN {Quote(op.Column)} TO {Quote(op.NewName)}"); break;
            case AlterColumn op: WriteAlterColumn(op); break;

            case AddConstraint op: WriteAddConstraint(op.Table, op.Constraint); break;
            case DropConstraint op: Add($"ALTER TABLE {Quote(op.Table)} DROP CONSTRAINT {IfExists(op.IfExists)}{Quote(op.Name)}{Cascade(op.Cascade)}"); break;
            case RenameConstraint op: Add($"ALTER TABLE {Quote(op.Table)} RENAME CONSTRAINT {Quote(op.Name)} TO {Quote(op.NewName)}"); break;
            case FreeConstraintName op: WriteFreeConstraintName(op); break;
            case ValidateConstraint op: Add($"ALTER TABLE {Quote(op.Table)} VALIDATE CONSTRAINT {Quote(op.Name)}"); break;

            case CreateIndex op: WriteCreateIndex(op); break;
            case DropIndex op: Add($"DROP INDEX {(op.Concurrently ? "CONCURRENTLY " : "")}{IfExists(op.IfExists)}{Quote(op.Name)}"); break;
            case RenameIndex op: Add($"ALTER INDEX {Quote(op.Name)} RENAME TO {Quote(op.NewName)}"); break;

            case CreateSchema op: Add($"CREATE SCHEMA {IfNotExists(op.IfNotExists)}{Quote(op.Name)}"); break;
            case DropSchema op: Add($"DROP SCHEMA {IfExists(op.IfExists)}{Quote(op.Name)}{Cascade(op.Cascade)}"); break;
            case CreateEnum op: Add($"CREATE TYPE {Quote(op.Name)} AS ENUM ({string.Join(", ", op.Values.Select(PostgreSqlLiteral.Text))})"); break;
            case AddEnumValue op: WriteAddEnumValue(op); break;
            case RenameEnumValue op: Add($"ALTER TYPE {Quote(op.Name)} RENAME VALUE {PostgreSqlLiteral.Text(op.Value)} TO {PostgreSqlLiteral.Text(op.NewValue)}"); break;
            case DropEnum op: Add($"DROP TYPE {IfExists(op.IfExists)}{Quote(op.Name)}"); break;
            case CreateSequence op: WriteCreateSequence(op); break;
            case AlterSequence op: WriteAlterSequence(op); break;
            case DropSequence op: Add($"DROP SEQUENCE {IfExists(op.IfExists)}{Quote(op.Name)}"); break;
            case CreateExtension op: WriteCreateExtension(op); break;
            case DropExtension op: Add($"DROP EXTENSION {IfExists(op.IfExists)}{Quote(op.Name)}{Cascade(op.Cascade)}"); break;
            case CreateView op: WriteCreateView(op); break;
            case DropView op: Add($"DROP {(op.Materialized ? "MATERIALIZED VIEW" : "VIEW")} {IfExists(op.IfExists)}{Quote(op.Name)}{Cascade(op.Cascade)}"); break;
            case CreateFunction op: Add($"CREATE {OrReplace(op.OrReplace)}FUNCTION {Quote(op.Name)}({op.Arguments}) {op.Definition}"); break;
            case DropFunction op: Add($"DROP FUNCTION {IfExists(op.IfExists)}{Quote(op.Name)}({FunctionArguments.WithoutDefaults(op.Arguments)}){Cascade(op.Cascade)}"); break;
            case CreateTrigger op: Add($"CREATE {(op.IsConstraint ? "CONSTRAINT " : "")}TRIGGER {Quote(op.Name)} {op.Events} ON {Quote(op.Table)} {op.Action}"); break;
            case DropTrigger op: Add($"DROP TRIGGER {IfExists(op.IfExists)}{Quote(op.Name)} ON {Quote(op.Table)}"); break;

            case CreateObject op: WriteCreateObject(op); break;
            case DropObject op: WriteDropObject(op); break;
            case AlterObject op: WriteAlterObject(op); break;
            case ReplaceType op: WriteReplaceType(op); break;
            case SetComment op: AddComment(ObjectReference.Of(op.Object), op.Comment); break;
            case SetOwner op: WriteSetOwner(op); break;
            case ChangeGrants op: WriteChangeGrants(op); break;

            case ExecuteSql op: WriteExecuteSql(op); break;
            case InsertData op: WriteInsertData(op); break;
            case UpdateData op: Add($"UPDATE {Quote(op.Table)} SET {Assignments(op.Set)} WHERE {Conditions(op.Where)}"); break;
            case DeleteData op: Add($"DELETE FROM {Quote(op.Table)} WHERE {Conditions(op.Where)}"); break;
            case Backfill op: _statements.Add(ToStatement(op, null, op.Origin)); break;
            case RunCode op: _statements.Add(new CodeStatement(op.Code) { Operation = op, Origin = op.Origin }); break;
            case OutsideTransaction op: WriteOutsideTransaction(op); break;
            default: throw new UnreachableException($"No SQL for operation {operation.GetType().Name}.");
        }
    }

    private void WriteOutsideTransaction(OutsideTransaction op)
    {
        var first = _statements.Count;
        foreach (var operation in op.Operations)
        {
            Write(operation);
        }

        for (var i = first; i < _statements.Count; i++)
        {
            _statements[i] = _statements[i] is SqlStatement sql && PostgreSqlStatementKind.MayRefuseTransaction(sql.Sql)
                ? sql with { Transactional = false }
                : _statements[i] with { CommitAlone = true };
        }
    }

    private void Add(string sql) => Add(_statements.Count, sql);

    private void Add(int place, string sql) => Add(place, new SqlStatement(sql) { Operation = _operation, Origin = _operation?.Origin });

    private void Add(SqlStatement statement) => Add(_statements.Count, statement);

    private void Add(int place, SqlStatement statement) => _statements.Insert(place, PostgreSqlStatementKind.Classify(statement));

    private void AddComment(string target, string? comment) =>
        Add($"COMMENT ON {target} IS {(string.IsNullOrEmpty(comment) ? "NULL" : PostgreSqlLiteral.Text(comment))}");

    /// <summary>
    /// What was written since <paramref name="first"/>, as one statement that does nothing unless a condition holds: IF NOT
    /// EXISTS covers only the first statement, and an object found in place is to be left alone as a whole.
    /// </summary>
    private void Guard(int first, string condition)
    {
        var body = string.Concat(_statements.Skip(first).Select(statement => $"        {statement.Text};\n"));
        _statements.RemoveRange(first, _statements.Count - first);
        Add($"DO {PostgreSqlLiteral.DollarQuoted($"BEGIN\n    IF {condition} THEN\n{body}    END IF;\nEND")}");
    }

    private void RequireVersion(int major, string what)
    {
        if (_server is not null && _server.Major < major)
        {
            throw Unsupported(what, $"PostgreSQL {major} and later can.");
        }
    }

    private UnsupportedOperationException Unsupported(string what, string hint) => new(what, Engine, hint);

    private static string IfExists(bool condition) => condition ? "IF EXISTS " : "";

    private static string IfNotExists(bool condition) => condition ? "IF NOT EXISTS " : "";

    private static string OrReplace(bool condition) => condition ? "OR REPLACE " : "";

    private static string Cascade(bool condition) => condition ? " CASCADE" : "";

    private static string Parameters(ImmutableArray<string> parameters) => parameters.IsEmpty ? "" : $" WITH ({string.Join(", ", parameters.Select(Parameter))})";

    // The catalogue holds a value without its quotes.
    private static string Parameter(string parameter)
    {
        var value = parameter.AsSpan(parameter.IndexOf('=', StringComparison.Ordinal) + 1).Trim();
        return value.IsEmpty || value[0] == '\'' || value.IndexOfAnyExcept(PlainValue) < 0
            ? parameter
            : $"{ParameterName(parameter)}={PostgreSqlLiteral.Text(value.ToString())}";
    }

    private static string ParameterName(string parameter) => parameter.Split('=', 2)[0].Trim();
}
