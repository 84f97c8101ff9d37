using System.Collections.Immutable;

namespace Retort.Schema;

/// <summary>A constraint of a table. The hierarchy is closed.</summary>
public abstract record Constraint
{
    private protected Constraint(string name) => Name = name;

    /// <summary>The name, unique within the table (in PostgreSQL a key's name is also the name of its index).</summary>
    public string Name { get; init; }

    /// <summary>The comment; <see langword="null"/> for none.</summary>
    public string? Comment { get; init; }
}

/// <summary>When a constraint is checked.</summary>
public enum Deferral
{
    /// <summary>At each statement; cannot be put off.</summary>
    NotDeferrable,

    /// <summary>At each statement, unless the transaction puts it off.</summary>
    InitiallyImmediate,

    /// <summary>At commit.</summary>
    InitiallyDeferred,
}

/// <summary>The primary key of a table.</summary>
public sealed record PrimaryKey(string Name, ImmutableArray<string> Columns) : Constraint(Name)
{
    /// <summary>Columns carried by the index without being part of the key.</summary>
    public ImmutableArray<string> Include { get; init; } = [];

    /// <summary>When the constraint is checked.</summary>
    public Deferral Deferral { get; init; }

    /// <summary>Whether the last column holds ranges that may not overlap for equal other columns (PostgreSQL 18).</summary>
    public bool WithoutOverlaps { get; init; }

    /// <summary>Storage parameters of the index, such as <c>fillfactor=70</c> (PostgreSQL), sorted.</summary>
    public ImmutableArray<string> With { get; init; } = [];

    /// <summary>The tablespace of the index (PostgreSQL); <see langword="null"/> for the default.</summary>
    public string? Tablespace { get; init; }

    /// <summary>An existing unique index to take over instead of building one (PostgreSQL); <see langword="null"/> for none.</summary>
    public string? UsingIndex { get; init; }
}

/// <summary>A unique constraint.</summary>
public sealed record UniqueConstraint(string Name, ImmutableArray<string> Columns) : Constraint(Name)
{
    /// <summary>Columns carried by the index without being part of the key.</summary>
    public ImmutableArray<string> Include { get; init; } = [];

    /// <summary>Whether two NULLs count as equal (PostgreSQL 15 and later).</summary>
    public bool NullsNotDistinct { get; init; }

    /// <summary>When the constraint is checked.</summary>
    public Deferral Deferral { get; init; }

    /// <summary>Whether the last column holds ranges that may not overlap for equal other columns (PostgreSQL 18).</summary>
    public bool WithoutOverlaps { get; init; }

    /// <summary>Storage parameters of the index, such as <c>fillfactor=70</c> (PostgreSQL), sorted.</summary>
    public ImmutableArray<string> With { get; init; } = [];

    /// <summary>The tablespace of the index (PostgreSQL); <see langword="null"/> for the default.</summary>
    public string? Tablespace { get; init; }

    /// <summary>An existing unique index to take over instead of building one (PostgreSQL); <see langword="null"/> for none.</summary>
    public string? UsingIndex { get; init; }
}

/// <summary>A check constraint.</summary>
public sealed record CheckConstraint(string Name, string Expression) : Constraint(Name)
{
    /// <summary>Whether rows already there are left unchecked (PostgreSQL).</summary>
    public bool NotValid { get; init; }

    /// <summary>Whether child tables do not inherit the constraint (PostgreSQL).</summary>
    public bool NoInherit { get; init; }

    /// <summary>Whether no row is checked at all (PostgreSQL 18).</summary>
    public bool NotEnforced { get; init; }
}

/// <summary>
/// The NOT NULL of a column where it is more than that (PostgreSQL 18): under a name of its own, not inherited, or not yet checked.
/// The column itself is not nullable in the model either way.
/// </summary>
public sealed record NotNullConstraint(string Name, string Column) : Constraint(Name)
{
    /// <summary>Whether rows already there are left unchecked.</summary>
    public bool NotValid { get; init; }

    /// <summary>Whether child tables do not inherit the constraint.</summary>
    public bool NoInherit { get; init; }
}

/// <summary>What happens to referencing rows when the referenced row goes or changes.</summary>
public enum ReferentialAction
{
    /// <summary>An error, checked when the constraint is.</summary>
    NoAction,

    /// <summary>An error, at once.</summary>
    Restrict,

    /// <summary>The referencing rows go or change too.</summary>
    Cascade,

    /// <summary>The referencing columns become NULL.</summary>
    SetNull,

    /// <summary>The referencing columns take their defaults.</summary>
    SetDefault,
}

/// <summary>A foreign key.</summary>
public sealed record ForeignKey(string Name, ImmutableArray<string> Columns, ObjectName ReferencedTable, ImmutableArray<string> ReferencedColumns)
    : Constraint(Name)
{
    /// <summary>What a DELETE of the referenced row does.</summary>
    public ReferentialAction OnDelete { get; init; }

    /// <summary>What an UPDATE of the referenced key does.</summary>
    public ReferentialAction OnUpdate { get; init; }

    /// <summary>Whether a key with some NULLs is refused (MATCH FULL).</summary>
    public bool MatchFull { get; init; }

    /// <summary>When the constraint is checked.</summary>
    public Deferral Deferral { get; init; }

    /// <summary>Whether rows already there are left unchecked (PostgreSQL).</summary>
    public bool NotValid { get; init; }

    /// <summary>Whether no row is checked at all (PostgreSQL 18).</summary>
    public bool NotEnforced { get; init; }

    /// <summary>The columns that SET NULL or SET DEFAULT of <see cref="OnDelete"/> changes (PostgreSQL 15 and later); empty for all.</summary>
    public ImmutableArray<string> OnDeleteColumns { get; init; } = [];

    /// <summary>Whether the last column holds ranges that the referenced rows must cover (PostgreSQL 18).</summary>
    public bool Period { get; init; }
}

/// <summary>An exclusion constraint (PostgreSQL).</summary>
public sealed record ExcludeConstraint(string Name, ImmutableArray<ExcludeElement> Elements) : Constraint(Name)
{
    /// <summary>The index method.</summary>
    /// <value>Default: <c>gist</c>.</value>
    public string Method { get; init; } = "gist";

    /// <summary>The rows it applies to, as an expression; <see langword="null"/> for all.</summary>
    public string? Where { get; init; }

    /// <summary>Columns carried by the index without being part of the constraint.</summary>
    public ImmutableArray<string> Include { get; init; } = [];

    /// <summary>Storage parameters of the index, such as <c>fillfactor=70</c>, sorted.</summary>
    public ImmutableArray<string> With { get; init; } = [];

    /// <summary>The tablespace of the index; <see langword="null"/> for the default.</summary>
    public string? Tablespace { get; init; }

    /// <summary>When the constraint is checked.</summary>
    public Deferral Deferral { get; init; }
}

/// <summary>One element of an exclusion constraint.</summary>
/// <param name="Expression">A column or expression in SQL, written as it stands.</param>
/// <param name="Operator">The operator that must not hold for any two rows, such as <c>&amp;&amp;</c> or <c>=</c>.</param>
public sealed record ExcludeElement(string Expression, string Operator);
