using Retort.Operations;

namespace Retort.Planning;

/// <summary>An UPDATE that is run in batches by key, each committed by itself. Where there are no rows to speak of, <see cref="Whole"/> does the same.</summary>
public sealed record BackfillStatement : Statement
{
    /// <summary>Makes one; it is never in a transaction with others.</summary>
    /// <param name="backfill">What is updated.</param>
    /// <param name="table">The name of the table in SQL.</param>
    /// <param name="sql">The same as one UPDATE, as it was written; <see langword="null"/> when it was not.</param>
    public BackfillStatement(Backfill backfill, string table, string? sql = null)
    {
        ArgumentNullException.ThrowIfNull(backfill);
        Backfill = backfill;
        Table = table;
        Sql = sql ?? $"UPDATE {table} SET {backfill.Set}{(backfill.Where is null ? "" : $" WHERE {backfill.Where}")}";
        Transactional = false;
    }

    /// <summary>What is updated.</summary>
    public Backfill Backfill { get; }

    /// <summary>The same as one UPDATE.</summary>
    public string Sql { get; }

    /// <summary>The name of the table in SQL.</summary>
    public string Table { get; }

    /// <summary>
    /// A query for the columns of the key, in order: the name in SQL, an expression whose value is that of the column written as a literal, and whether it cannot be null;
    /// with <see cref="CountOf"/> also whether that is possible for this table.
    /// </summary>
    public required string KeyQuery { get; init; }

    /// <summary>
    /// A query around an UPDATE that returns a number for each row, <c>{0}</c>: how many rows there are, and the sum of the numbers. <see langword="null"/> when the rows need not travel
    /// to be counted.
    /// </summary>
    public string? CountOf { get; init; }

    /// <summary>A query for how many seconds the slowest replica is behind, or NULL; <see langword="null"/> when the engine has no replicas.</summary>
    public string? LagQuery { get; init; }

    /// <summary>What a script runs, which can ask nobody how far it has come; <see langword="null"/> when it updates all rows at once.</summary>
    public string? ForScript { get; init; }

    /// <summary>All rows at once.</summary>
    public SqlStatement Whole => new(Sql) { Operation = Operation, Origin = Origin };

    /// <inheritdoc/>
    public override string Text => Sql;

    internal override string Script => ForScript ?? Sql;

    internal override string Shown => $"-- in batches by key, each committed\n{Sql}";

    internal override SqlStatement Foreseeable => Whole;
}
