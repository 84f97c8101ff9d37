namespace Retort.PostgreSql.Tests.Locks;

/// <summary>A statement whose locks are of interest.</summary>
/// <param name="Sql">The statement.</param>
internal sealed record LockCase(string Sql)
{
    /// <summary>The first major version that knows it.</summary>
    public int Since { get; init; } = 13;

    /// <summary>What is to happen before it, in the database that its family gives.</summary>
    public string? After { get; init; }

    public static implicit operator LockCase(string sql) => new(sql);
}

/// <summary>Statements of a kind, in the database they are looked at in.</summary>
/// <param name="Title">What they do.</param>
/// <param name="Given">The tables, with a few rows.</param>
/// <param name="Cases">The statements.</param>
internal sealed partial record LockFamily(string Title, string Given, params LockCase[] Cases)
{
    public static IReadOnlyList<LockFamily> All { get; } =
        [NewColumns, Columns, Types, Constraints, ForeignKeys, Indexes, Tables, Partitions, Views, Programs, Named, Rows];
}
