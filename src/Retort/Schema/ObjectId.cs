namespace Retort.Schema;

/// <summary>What tells one object of a schema from all others.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Name">The name; for a part of a table (column, constraint, trigger, rule, policy) the name of the table; for what is in no schema a bare name.</param>
/// <param name="Part">The name of the part; for a routine the types of its arguments, such as <c>integer, text</c>; for default privileges what they are for, such as <c>TABLES</c> or <c>TABLES IN SCHEMA</c>; else <see langword="null"/>.</param>
public readonly record struct ObjectId(ObjectKind Kind, ObjectName Name, string? Part = null) : IComparable<ObjectId>
{
    /// <summary>By kind, then by schema, name and part, letter by letter: an order that does not depend on the culture.</summary>
    public int CompareTo(ObjectId other)
    {
        // Numbers: the comparison of an enumeration makes objects of both.
        var order = ((int)Kind).CompareTo((int)other.Kind);
        order = order != 0 ? order : string.CompareOrdinal(Name.Schema, other.Name.Schema);
        order = order != 0 ? order : string.CompareOrdinal(Name.Name, other.Name.Name);
        return order != 0 ? order : string.CompareOrdinal(Part, other.Part);
    }

    /// <summary>For a message: <c>column "email" of table "users"</c>, <c>function "touch()"</c>.</summary>
    public override string ToString() => Kind switch
    {
        ObjectKind.Column or ObjectKind.Constraint => $"{Word(Kind)} \"{Part}\" of table \"{Name}\"",
        ObjectKind.Trigger or ObjectKind.Rule or ObjectKind.Policy => $"{Word(Kind)} \"{Part}\" on \"{Name}\"",
        ObjectKind.Function or ObjectKind.Procedure or ObjectKind.Aggregate => $"{Word(Kind)} \"{Name}({Part})\"",
        _ => $"{Word(Kind)} \"{Name}\"",
    };

    /// <summary>The name of a kind in a message: <c>materialized view</c>.</summary>
    public static string Word(ObjectKind kind) => kind switch
    {
        ObjectKind.Namespace => "schema",
        ObjectKind.Composite => "composite type",
        ObjectKind.Range => "range type",
        ObjectKind.MaterializedView => "materialized view",
        ObjectKind.EventTrigger => "event trigger",
        ObjectKind.DefaultPrivileges => "default privileges",
        _ => kind.ToString().ToLowerInvariant(),
    };

    /// <summary>Whether <paramref name="left"/> comes first.</summary>
    public static bool operator <(ObjectId left, ObjectId right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> comes later.</summary>
    public static bool operator >(ObjectId left, ObjectId right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> comes first or is the same.</summary>
    public static bool operator <=(ObjectId left, ObjectId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> comes later or is the same.</summary>
    public static bool operator >=(ObjectId left, ObjectId right) => left.CompareTo(right) >= 0;
}
