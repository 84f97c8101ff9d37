using Retort.Schema;
using Retort.Statements;

namespace Retort.PostgreSql;

/// <summary>What a change of type costs.</summary>
internal enum TypeChangeCost
{
    /// <summary>The catalogue alone.</summary>
    None,

    /// <summary>The indexes of the column are built again.</summary>
    Indexes,

    /// <summary>The table is written anew.</summary>
    Rewrite,
}

/// <summary>
/// Knows the changes of type that leave the stored values as they are. From a timestamp to one with a time zone is none of them: it depends on the zone that
/// the session lives in.
/// </summary>
internal static class TypeChange
{
    /// <summary>What a change costs.</summary>
    /// <param name="former">The column as it is; <see langword="null"/> when it is not known, which counts as the worst.</param>
    /// <param name="change">The change.</param>
    /// <param name="domain">Finds the domain that a type is.</param>
    public static TypeChangeCost Of(Column? former, AlterTypeAction change, Func<TypeOutline, Domain?> domain)
    {
        if (former is null || IsConversion(change))
        {
            return TypeChangeCost.Rewrite;
        }

        var (from, to) = (TypeOutline.Read(PostgreSqlTypeName.Of(former.Type)), change.Type);
        if (domain(to) is { } target)
        {
            return from == to || target.Nullable && target.Checks.IsEmpty && Keeps(from, TypeOutline.Read(PostgreSqlTypeName.Of(target.Type))) ? TypeChangeCost.None : TypeChangeCost.Rewrite;
        }

        from = domain(from) is { } own ? TypeOutline.Read(PostgreSqlTypeName.Of(own.Type)) : from;
        return !Keeps(from, to) ? TypeChangeCost.Rewrite
            : former.Collation != change.Collation ? TypeChangeCost.Indexes
            : TypeChangeCost.None;
    }

    /// <summary>Whether every stored value of one type is, byte for byte, one of the other.</summary>
    public static bool Keeps(TypeOutline from, TypeOutline to) => from.IsArray == to.IsArray && (from == to || (from.Name, to.Name) switch
    {
        ("character varying", "text") => true,
        ("character varying" or "text", "character varying") => to.Modifiers.IsEmpty || IsWider(from, to),
        ("numeric", "numeric") => to.Modifiers.IsEmpty || Scale(from) == Scale(to) && IsWider(from, to),
        ("bit", "bit varying") => to.Modifiers.IsEmpty,
        ("bit varying", "bit varying") => to.Modifiers.IsEmpty || IsWider(from, to),
        ("cidr", "inet") or ("xml", "text" or "character varying") => to.Modifiers.IsEmpty,
        ("integer", "oid") or ("oid", "integer") => true,
        ("time without time zone", "time without time zone") or ("time with time zone", "time with time zone") or ("timestamp without time zone", "timestamp without time zone")
            or ("timestamp with time zone", "timestamp with time zone") or ("interval", "interval") => to.Modifiers.IsEmpty || IsWider(from, to),
        _ => false,
    });

    private static bool IsWider(TypeOutline from, TypeOutline to) => from.Modifiers is [var old, ..] && to.Modifiers is [var wanted, ..] && wanted >= old;

    private static int Scale(TypeOutline type) => type.Modifiers is [_, var scale] ? scale : 0;

    /// <summary>Whether USING does more than name the column, or cast it to its new type.</summary>
    private static bool IsConversion(AlterTypeAction change)
    {
        if (change.Using is not { } expression)
        {
            return false;
        }

        var plain = expression.Replace("\"", "", StringComparison.Ordinal).Trim('(', ')', ' ');
        return plain != change.Column && !(plain.StartsWith($"{change.Column}::", StringComparison.Ordinal) && TypeOutline.Read(plain[(change.Column.Length + 2)..]) == change.Type);
    }
}
