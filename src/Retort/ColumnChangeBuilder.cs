using Retort.Operations;
using Retort.Schema;

namespace Retort;

/// <summary>Says what changes about a column: <c>db.AlterColumn("users", "name").Type(db.Text()).NotNull()</c>.</summary>
public sealed class ColumnChangeBuilder
{
    private ColumnChange _change = new();
    private ColumnChangeBuilder? _former;

    internal ColumnChangeBuilder()
    {
    }

    /// <summary>Changes the type.</summary>
    /// <param name="type">The new type.</param>
    /// <param name="usingSql">The expression that turns an old value into a new one (PostgreSQL); <see langword="null"/> for a plain cast.</param>
    /// <param name="collation">The collation that goes with it.</param>
    public ColumnChangeBuilder Type(ColumnType type, string? usingSql = null, ObjectName? collation = null) =>
        With(_change with { Type = type, Using = usingSql, Collation = collation });

    /// <summary>Refuses NULL from now on.</summary>
    public ColumnChangeBuilder NotNull() => With(_change with { Nullable = false });

    /// <summary>Allows NULL from now on.</summary>
    public ColumnChangeBuilder Nullable() => With(_change with { Nullable = true });

    /// <summary>Sets the default to a value, written as a literal.</summary>
    public ColumnChangeBuilder Default(object value) => With(_change with { Default = ColumnDefault.OfValue(value) });

    /// <summary>Sets the default to an expression in SQL.</summary>
    public ColumnChangeBuilder DefaultSql(string expression) => With(_change with { Default = ColumnDefault.OfSql(expression) });

    /// <summary>Removes the default.</summary>
    public ColumnChangeBuilder NoDefault() => With(_change with { Default = ColumnDefault.None });

    /// <summary>Lets the database number the column, or changes how it does (PostgreSQL).</summary>
    /// <param name="always">Whether a value given by an INSERT is refused.</param>
    /// <param name="start">The first number; <see langword="null"/> for 1.</param>
    /// <param name="increment">The step; <see langword="null"/> for 1.</param>
    /// <param name="minValue">The least number; <see langword="null"/> for the default of the type and direction.</param>
    /// <param name="maxValue">The greatest number; <see langword="null"/> for the default of the type and direction.</param>
    /// <param name="cache">How many numbers a session takes at once; <see langword="null"/> for 1.</param>
    /// <param name="cycle">Whether it starts again after the last number.</param>
    public ColumnChangeBuilder Identity(
        bool always = false, long? start = null, long? increment = null, long? minValue = null, long? maxValue = null, long? cache = null, bool cycle = false) =>
        With(_change with { Identity = new Identity { Always = always, Start = start, Increment = increment, MinValue = minValue, MaxValue = maxValue, Cache = cache, Cycle = cycle }, DropIdentity = false });

    /// <summary>Removes the identity (PostgreSQL).</summary>
    public ColumnChangeBuilder NoIdentity() => With(_change with { Identity = null, DropIdentity = true });

    /// <summary>Computes the generated column from another expression in SQL (PostgreSQL 17 and later).</summary>
    public ColumnChangeBuilder Generated(string expression, bool stored = true) => With(_change with { Generated = new GeneratedExpression(expression, stored), DropGenerated = false });

    /// <summary>Makes a generated column an ordinary one, which keeps its values (PostgreSQL).</summary>
    public ColumnChangeBuilder NotGenerated() => With(_change with { Generated = null, DropGenerated = true });

    /// <summary>Sets the comment.</summary>
    public ColumnChangeBuilder Comment(string comment) => With(_change with { Comment = comment });

    /// <summary>Removes the comment.</summary>
    public ColumnChangeBuilder NoComment() => With(_change with { Comment = "" });

    /// <summary>Tells what undoes the change, which makes the operation reversible: <c>.From(c => c.Type(db.String(50)))</c>.</summary>
    public ColumnChangeBuilder From(Action<ColumnChangeBuilder> former)
    {
        _former = new ColumnChangeBuilder();
        former(_former);
        return this;
    }

    internal ColumnChange Build() => _change;

    internal ColumnChange? BuildFormer() => _former?.Build();

    private ColumnChangeBuilder With(ColumnChange change)
    {
        _change = change;
        return this;
    }
}
