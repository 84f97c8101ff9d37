using System.Collections.Immutable;
using System.Data.Common;
using Retort.Schema;

namespace Retort.Operations;

/// <summary>Runs SQL in the database's own words; several statements are taken apart and run one by one.</summary>
public sealed record ExecuteSql(string Sql) : Operation;

/// <summary>Inserts rows. Values are written as literals; <see cref="SqlExpression"/> is written as it stands.</summary>
public sealed record InsertData(ObjectName Table, ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<object?>> Rows) : Operation;

/// <summary>Updates the rows that have given values in given columns; NULL is matched by IS NULL.</summary>
public sealed record UpdateData(ObjectName Table, ImmutableArray<ColumnValue> Set, ImmutableArray<ColumnValue> Where) : Operation;

/// <summary>Deletes the rows that have given values in given columns; NULL is matched by IS NULL.</summary>
public sealed record DeleteData(ObjectName Table, ImmutableArray<ColumnValue> Where) : Operation;

/// <summary>
/// Updates the rows of a table in batches by key, each committed by itself, so that nobody waits for the rows of all the others. It goes on where it
/// stopped, whatever stopped it, and no row is updated twice.
/// </summary>
/// <param name="Table">The table.</param>
/// <param name="Set">The assignments, in SQL: <c>email_lower = lower(email)</c>.</param>
public sealed record Backfill(ObjectName Table, string Set) : Operation
{
    /// <summary>
    /// The rows that need it, in SQL: <c>email_lower IS NULL</c>. When an updated row no longer satisfies it, rows that came to satisfy it behind the batches are found by going over
    /// the table again.
    /// </summary>
    /// <value>Default: <see langword="null"/>, all rows.</value>
    public string? Where { get; init; }

    /// <summary>The columns that the batches go by: not null, and with an index that begins with them.</summary>
    /// <value>Default: none, the primary key.</value>
    public ImmutableArray<string> Key { get; init; } = [];
}

/// <summary>A column and a value.</summary>
/// <remarks>Converts from a pair: <c>("id", 7)</c>.</remarks>
public readonly record struct ColumnValue(string Column, object? Value)
{
    /// <summary>A column and a value.</summary>
    public static implicit operator ColumnValue((string Column, object? Value) pair) => FromValueTuple(pair);

    /// <summary>A column and a value.</summary>
    public static ColumnValue FromValueTuple((string Column, object? Value) pair) => new(pair.Column, pair.Value);
}

/// <summary>An expression in SQL that stands where a value could.</summary>
public sealed record SqlExpression(string Sql);

/// <summary>Runs code on the connection of the run, inside its transaction.</summary>
public sealed record RunCode(Func<DbConnection, CancellationToken, Task> Code) : Operation
{
    /// <summary>What the code does, for plans and messages.</summary>
    public string? Description { get; init; }
}

/// <summary>Runs operations one by one, each committed on its own, outside the transaction of the revision.</summary>
public sealed record OutsideTransaction(ImmutableArray<Operation> Operations) : Operation;
