using Retort.Operations;
using Retort.Planning;
using Retort.Schema;

namespace Retort.Dialects;

/// <summary>The SQL of one database engine. Pure: it touches no database.</summary>
public interface IDialect
{
    /// <summary>The name of the engine: <c>postgresql</c> or <c>sqlite</c>.</summary>
    string Engine { get; }

    /// <summary>The lexical rules of its SQL.</summary>
    SqlSyntax Syntax { get; }

    /// <summary>Writes operations as statements, in order. What the engine cannot do is refused here, before anything runs.</summary>
    /// <param name="operations">The operations of one revision in one direction.</param>
    /// <param name="serverVersion">The version of the server; <see langword="null"/> for the newest one known.</param>
    /// <exception cref="UnsupportedOperationException">The engine, or this version of it, cannot do one of them.</exception>
    IReadOnlyList<Statement> Write(IReadOnlyList<Operation> operations, Version? serverVersion);

    /// <summary>
    /// Whether an object can become another one of the same kind and name without being dropped. A table always can; columns, constraints,
    /// indexes, comments, owners and privileges are not asked for here.
    /// </summary>
    /// <param name="from">The object as it is.</param>
    /// <param name="to">The object as it shall be.</param>
    /// <param name="serverVersion">The version of the server; <see langword="null"/> for the newest one known.</param>
    bool CanAlter(SchemaObject from, SchemaObject to, Version? serverVersion);

    /// <summary>Whether a column can become another one of the same name by an <see cref="AlterColumn"/>; else it must be dropped and added.</summary>
    /// <param name="from">The column as it is.</param>
    /// <param name="to">The column as it shall be.</param>
    /// <param name="serverVersion">The version of the server; <see langword="null"/> for the newest one known.</param>
    bool CanAlter(Column from, Column to, Version? serverVersion);

    /// <summary>The expression that turns the values of a column into those of its new type; <see langword="null"/> when the database finds one by itself.</summary>
    /// <param name="from">The column as it is.</param>
    /// <param name="to">The column as it shall be.</param>
    string? Conversion(Column from, Column to);

    /// <summary>The same operations in forms that keep others working meanwhile, as far as the engine has them.</summary>
    /// <param name="operations">The operations, in an order that works.</param>
    /// <param name="schema">The schema before them.</param>
    IReadOnlyList<Operation> MakeOnline(IReadOnlyList<Operation> operations, DatabaseSchema schema);

    /// <summary>Whether a foreign key can only be made once the table it points to is there.</summary>
    bool ForeignKeysNeedTheirTables { get; }

    /// <summary>Statements that keep the engine from looking into the bodies of functions that are made, and let it look again; <see langword="null"/> when it has no functions.</summary>
    (string Off, string On)? BodyChecks { get; }

    /// <summary>Writes a type as statements do.</summary>
    /// <exception cref="UnsupportedOperationException">The engine has no such type.</exception>
    string TypeName(ColumnType type);

    /// <summary>Quotes an identifier, so that nothing in it is read as SQL.</summary>
    /// <exception cref="UnsupportedOperationException">The engine cannot hold such a name.</exception>
    string Quote(ObjectName name);

    /// <summary>Writes a value as a literal.</summary>
    /// <exception cref="UnsupportedOperationException">The engine has no literal for it.</exception>
    string Literal(object? value);

    /// <summary>A query for the rows of a table, each value as the text of the literal that writes it, in one order every time.</summary>
    /// <param name="table">The table; a partitioned one has the rows of its partitions, another none of those of tables that inherit from it.</param>
    /// <param name="columns">The columns.</param>
    string SelectLiterals(Table table, IReadOnlyList<string> columns);

    /// <summary>
    /// A query for the statements that bring the counters of an equal schema to where they are here, each beside the name of the table it belongs to, if any;
    /// <see langword="null"/> when counters follow the rows by themselves.
    /// </summary>
    string? SelectCounters { get; }

    /// <summary>
    /// The value that a default in SQL, as the server tells it, certainly is: written as a literal for a column of the type, it gives the very
    /// same default. <see langword="null"/> for everything else.
    /// </summary>
    /// <param name="sql">The default.</param>
    /// <param name="type">The type of the column; <see langword="null"/> when it is not known.</param>
    object? ValueOf(string sql, ColumnType? type);

    /// <summary>The present moment as an expression, to the microsecond, in the type of the history table's columns.</summary>
    string Now { get; }

    /// <summary>The start of the running transaction as such an expression; <see langword="null"/> when the engine does not know it.</summary>
    string? TransactionStart { get; }

    /// <summary>The milliseconds between two expressions of such a moment, as an integer expression.</summary>
    string MillisecondsBetween(string start, string end);

    /// <summary>The statement that opens a transaction of a script.</summary>
    string BeginTransaction { get; }

    /// <summary>A script around statements for the engine's own client (psql, sqlite3): how it starts, so that the first error ends it.</summary>
    IReadOnlyList<string> ScriptHeader { get; }

    /// <summary>A statement for a script that fails unless the version table holds exactly these rows.</summary>
    string ScriptGuard(VersionTables tables, IReadOnlyList<string> expectedRows);

    /// <summary>What a script does before and after the statements of a revision to see to what the session of a run sees to.</summary>
    /// <param name="statements">The statements of the revision.</param>
    (IReadOnlyList<string> Before, IReadOnlyList<string> After) ScriptChecks(IReadOnlyList<string> statements);

    /// <summary>What a statement does by the rules of the engine, for where it cannot be observed in a scratch database.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="schema">The schema before it; <see langword="null"/> when it is not known, and then the heavier of two possible answers is given.</param>
    /// <param name="serverVersion">The version of the server; <see langword="null"/> for the newest one known.</param>
    StatementEffects Predict(SqlStatement statement, DatabaseSchema? schema, Version? serverVersion);
}
