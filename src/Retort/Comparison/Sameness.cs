using System.Collections.Immutable;
using Retort.Schema;

namespace Retort.Comparison;

/// <summary>
/// Whether two objects of one id are the same. Records compare their arrays by reference, so each array is compared here and
/// lent to the other one before the rest is left to the record.
/// </summary>
internal static class Sameness
{
    public static bool Same<T>(ImmutableArray<T> left, ImmutableArray<T> right) => left.AsSpan().SequenceEqual(right.AsSpan());

    /// <summary>The objects apart from comment, owner and privileges; of a table only what is not in its columns and constraints.</summary>
    public static bool SameDefinition(SchemaObject left, SchemaObject right) => (left, right) switch
    {
        (EnumType a, EnumType b) => Same(a.Values, b.Values),
        (Domain a, Domain b) => Same(a.Checks, b.Checks) && a == Like(b, a) with { Checks = a.Checks },
        (CompositeType a, CompositeType b) => Same(a.Attributes, b.Attributes, SameColumn),
        (Table a, Table b) => Same(a.Inherits, b.Inherits) && Same(a.With, b.With) && a == b with
        {
            Comment = a.Comment,
            Owner = a.Owner,
            Grants = a.Grants,
            Columns = a.Columns,
            Constraints = a.Constraints,
            Inherits = a.Inherits,
            With = a.With,
            OriginalText = a.OriginalText,
        },
        (TableIndex a, TableIndex b) => Same(a.Keys, b.Keys) && Same(a.Include, b.Include) && Same(a.With, b.With)
            && a == b with { Comment = a.Comment, Owner = a.Owner, Grants = a.Grants, Keys = a.Keys, Include = a.Include, With = a.With },
        (View a, View b) => SameColumns(a, b) && Same(a.With, b.With) && a == Like(b, a) with { Columns = a.Columns, With = a.With },
        _ => left == Like(right, left),
    };

    /// <summary>The columns apart from comment, privileges and whether they are inherited.</summary>
    public static bool SameColumn(Column left, Column right) => left == right || (Same(left.Options, right.Options)
        && left == right with { Comment = left.Comment, IsInherited = left.IsInherited, Options = left.Options, Grants = left.Grants });

    /// <summary>How the values of two columns are stored and looked at.</summary>
    public static bool SameSettings(Column left, Column right) =>
        left.Storage == right.Storage && left.Compression == right.Compression && left.Statistics == right.Statistics && Same(left.Options, right.Options);

    /// <summary>The attributes that two composite types have in common, apart from their comments.</summary>
    public static bool SameAttributeTypes(CompositeType left, CompositeType right) =>
        left.Attributes.Join(right.Attributes, a => a.Name, b => b.Name, (a, b) => (a.Type, a.Collation) == (b.Type, b.Collation)).All(same => same);

    /// <summary>Two tables in all there is to be said of them, their columns and constraints included.</summary>
    public static bool SameTable(Table left, Table right) =>
        left.Comment == right.Comment && left.Owner == right.Owner && Same(left.Grants, right.Grants) && Same(left.Columns, right.Columns)
        && Same(left.Constraints, right.Constraints, (a, b) => a.Comment == b.Comment && SameConstraint(a, b)) && SameDefinition(left, right);

    /// <summary>The columns and constraints of two tables, apart from comments and privileges, in the same order.</summary>
    public static bool SameParts(Table left, Table right) => Same(left.Columns, right.Columns, SameColumn) && Same(left.Constraints, right.Constraints, SameConstraint);

    /// <summary>The constraints apart from their comments.</summary>
    public static bool SameConstraint(Constraint left, Constraint right) => (left, right) switch
    {
        (PrimaryKey a, PrimaryKey b) => Same(a.Columns, b.Columns) && Same(a.Include, b.Include) && Same(a.With, b.With)
            && a == b with { Comment = a.Comment, Columns = a.Columns, Include = a.Include, With = a.With },
        (UniqueConstraint a, UniqueConstraint b) => Same(a.Columns, b.Columns) && Same(a.Include, b.Include) && Same(a.With, b.With)
            && a == b with { Comment = a.Comment, Columns = a.Columns, Include = a.Include, With = a.With },
        (ForeignKey a, ForeignKey b) => Same(a.Columns, b.Columns) && Same(a.ReferencedColumns, b.ReferencedColumns) && Same(a.OnDeleteColumns, b.OnDeleteColumns)
            && a == b with { Comment = a.Comment, Columns = a.Columns, ReferencedColumns = a.ReferencedColumns, OnDeleteColumns = a.OnDeleteColumns },
        (ExcludeConstraint a, ExcludeConstraint b) => Same(a.Elements, b.Elements) && Same(a.Include, b.Include) && Same(a.With, b.With)
            && a == b with { Comment = a.Comment, Elements = a.Elements, Include = a.Include, With = a.With },
        _ => left == right with { Comment = left.Comment },
    };

    public static bool Same<T>(ImmutableArray<T> left, ImmutableArray<T> right, Func<T, T, bool> same)
    {
        var isSame = left.Length == right.Length;
        for (var i = 0; isSame && i < left.Length; i++)
        {
            isSame = same(left[i], right[i]);
        }

        return isSame;
    }

    // Names and types of a view's columns follow from its query; their comments are compared apart from it.
    private static bool SameColumns(View left, View right) => Same(left.Columns, right.Columns, (a, b) => a.Name == b.Name && a.Type == b.Type && a.Default == b.Default && SameSettings(a, b));

    /// <summary>An object with what of another one is not in its definition.</summary>
    private static T Like<T>(T item, T other)
        where T : SchemaObject => (T)(item with { Comment = other.Comment, Owner = other.Owner, Grants = other.Grants });
}
