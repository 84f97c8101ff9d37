using System.Collections.Immutable;

namespace Retort.Schema;

/// <summary>A column of a table.</summary>
public sealed record Column(string Name, ColumnType Type)
{
    /// <summary>Whether the column may hold NULL.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool Nullable { get; init; } = true;

    /// <summary>The value of rows that do not name the column; <see langword="null"/> for none.</summary>
    public ColumnDefault? Default { get; init; }

    /// <summary>The identity of the column; <see langword="null"/> when the database does not number it.</summary>
    public Identity? Identity { get; init; }

    /// <summary>The expression the column is computed from; <see langword="null"/> for an ordinary column.</summary>
    public GeneratedExpression? Generated { get; init; }

    /// <summary>The collation, by its catalogue name; <see langword="null"/> for the type's own.</summary>
    public ObjectName? Collation { get; init; }

    /// <summary>The comment; <see langword="null"/> for none.</summary>
    public string? Comment { get; init; }

    /// <summary>Whether the column is there only because a parent table has it (PostgreSQL).</summary>
    public bool IsInherited { get; init; }

    /// <summary>How long values are stored (PostgreSQL), such as <c>EXTERNAL</c>; <see langword="null"/> for the way of the type.</summary>
    public string? Storage { get; init; }

    /// <summary>How long values are compressed (PostgreSQL), such as <c>lz4</c>; <see langword="null"/> for the way of the server.</summary>
    public string? Compression { get; init; }

    /// <summary>How closely ANALYZE looks at the column (PostgreSQL); <see langword="null"/> for the way of the server.</summary>
    public int? Statistics { get; init; }

    /// <summary>Options, such as <c>n_distinct=-0.5</c> (PostgreSQL), sorted.</summary>
    public ImmutableArray<string> Options { get; init; } = [];

    /// <summary>How the privileges differ from those that a column is born with (PostgreSQL), sorted.</summary>
    public ImmutableArray<Grant> Grants { get; init; } = [];
}

/// <summary>A column default: a value, or an expression in SQL.</summary>
public sealed record ColumnDefault
{
    private ColumnDefault()
    {
    }

    /// <summary>No default; used to say that an existing one goes.</summary>
    public static ColumnDefault None { get; } = new();

    /// <summary>The value, when the default is one.</summary>
    public object? Value { get; private init; }

    /// <summary>The expression, when the default is one; written as it stands.</summary>
    public string? Sql { get; private init; }

    /// <summary>A default that is a value, written as a literal.</summary>
    public static ColumnDefault OfValue(object value) => new() { Value = value };

    /// <summary>A default that is an expression in SQL.</summary>
    public static ColumnDefault OfSql(string expression)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(expression);
        return new() { Sql = expression };
    }
}

/// <summary>A column numbered by the database.</summary>
public sealed record Identity
{
    /// <summary>Whether a value given by an INSERT is refused unless it says OVERRIDING SYSTEM VALUE.</summary>
    /// <value>Default: <see langword="false"/> (BY DEFAULT).</value>
    public bool Always { get; init; }

    /// <summary>The first number; <see langword="null"/> for 1.</summary>
    public long? Start { get; init; }

    /// <summary>The step; <see langword="null"/> for 1.</summary>
    public long? Increment { get; init; }

    /// <summary>The least number; <see langword="null"/> for the default of the type and direction.</summary>
    public long? MinValue { get; init; }

    /// <summary>The greatest number; <see langword="null"/> for the default of the type and direction.</summary>
    public long? MaxValue { get; init; }

    /// <summary>How many numbers a session takes at once; <see langword="null"/> for 1.</summary>
    public long? Cache { get; init; }

    /// <summary>Whether it starts again after the last number.</summary>
    public bool Cycle { get; init; }
}

/// <summary>The expression of a generated column.</summary>
/// <param name="Sql">The expression, written as it stands.</param>
/// <param name="Stored">Whether the value is stored; else it is computed when read (PostgreSQL 18, SQLite).</param>
public sealed record GeneratedExpression(string Sql, bool Stored = true);
