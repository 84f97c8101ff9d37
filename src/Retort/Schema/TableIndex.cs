using System.Collections.Immutable;

namespace Retort.Schema;

/// <summary>An index on a table.</summary>
public sealed record TableIndex(string Name, ObjectName Table, ImmutableArray<IndexKey> Keys) : SchemaObject
{
    /// <inheritdoc/>
    public override ObjectId Id => new(ObjectKind.Index, Table.WithName(Name));

    /// <summary>Whether two rows may not have the same key.</summary>
    public bool Unique { get; init; }

    /// <summary>The rows in the index, as an expression; <see langword="null"/> for all.</summary>
    public string? Where { get; init; }

    /// <summary>Columns carried by the index without being part of the key (PostgreSQL).</summary>
    public ImmutableArray<string> Include { get; init; } = [];

    /// <summary>The index method, such as <c>gin</c> (PostgreSQL); <see langword="null"/> for <c>btree</c>.</summary>
    public string? Method { get; init; }

    /// <summary>Storage parameters, such as <c>fillfactor=70</c> (PostgreSQL).</summary>
    public ImmutableArray<string> With { get; init; } = [];

    /// <summary>Whether two NULLs count as equal (PostgreSQL 15 and later).</summary>
    public bool NullsNotDistinct { get; init; }

    /// <summary>The tablespace (PostgreSQL); <see langword="null"/> for the default.</summary>
    public string? Tablespace { get; init; }

    /// <summary>Whether a build was broken off, so that it serves no query (PostgreSQL).</summary>
    public bool IsInvalid { get; init; }
}

/// <summary>One key of an index: a column, or an expression.</summary>
/// <remarks>Converts from a string, which names a column: <c>["tenant_id", "created_at"]</c>.</remarks>
public sealed record IndexKey
{
    private IndexKey(string? column, string? expression) => (Column, Expression) = (column, expression);

    /// <summary>The column; <see langword="null"/> when the key is an expression.</summary>
    public string? Column { get; }

    /// <summary>The expression, written as it stands; <see langword="null"/> when the key is a column.</summary>
    public string? Expression { get; }

    /// <summary>Whether the order is descending.</summary>
    public bool IsDescending { get; private init; }

    /// <summary>Whether NULLs come first; <see langword="null"/> for the default of the order.</summary>
    public bool? HasNullsFirst { get; private init; }

    /// <summary>The operator class, such as <c>jsonb_path_ops</c> (PostgreSQL), written as it stands; <see langword="null"/> for the default.</summary>
    public string? OperatorClass { get; private init; }

    /// <summary>The collation; <see langword="null"/> for the column's own.</summary>
    public ObjectName? Collation { get; private init; }

    /// <summary>A key that is a column.</summary>
    public static implicit operator IndexKey(string column) => FromString(column);

    /// <summary>A key that is a column.</summary>
    public static IndexKey FromString(string column)
    {
        ArgumentException.ThrowIfNullOrEmpty(column);
        return new(column, null);
    }

    /// <summary>A key that is an expression in SQL, such as <c>lower(email)</c>.</summary>
    public static IndexKey OfSql(string expression)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(expression);
        return new(null, expression);
    }

    /// <summary>The same key in descending order.</summary>
    public IndexKey Descending() => this with { IsDescending = true };

    /// <summary>The same key with NULLs before all values.</summary>
    public IndexKey NullsFirst() => this with { HasNullsFirst = true };

    /// <summary>The same key with NULLs after all values.</summary>
    public IndexKey NullsLast() => this with { HasNullsFirst = false };

    /// <summary>The same key under an operator class.</summary>
    public IndexKey Using(string operatorClass) => this with { OperatorClass = operatorClass };

    /// <summary>The same key under a collation.</summary>
    public IndexKey Collate(ObjectName collation) => this with { Collation = collation };
}
