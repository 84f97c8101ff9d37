using System.Collections.Immutable;
using Retort.Schema;

namespace Retort.Comparison;

/// <summary>What of two schemas is compared. Everything else is taken as it is, so that it neither comes nor goes, but makes way where it must.</summary>
public sealed record SchemaFilter
{
    /// <summary>Everything.</summary>
    public static SchemaFilter All { get; } = new();

    /// <summary>Names that are compared, as patterns with <c>*</c> and <c>?</c> over <c>schema.name</c> or <c>name</c>; empty for all.</summary>
    public ImmutableArray<string> Include { get; init; } = [];

    /// <summary>Names that are not compared, as such patterns.</summary>
    public ImmutableArray<string> Exclude { get; init; } = [];

    /// <summary>The kinds that are compared; <see langword="null"/> for all.</summary>
    public ImmutableHashSet<ObjectKind>? Kinds { get; init; }

    /// <summary>A condition in code, asked last; <see langword="null"/> for none.</summary>
    public Func<SchemaObject, bool>? Condition { get; init; }

    /// <summary>Whether an object is compared. What belongs to a table goes by the name of the table too.</summary>
    public bool Covers(SchemaObject item)
    {
        ArgumentNullException.ThrowIfNull(item);
        ObjectName[] names = item is TableIndex index ? [item.Id.Name, index.Table] : [item.Id.Name];
        return Kinds?.Contains(item.Id.Kind) != false
            && (Include.IsEmpty || names.Any(name => Matches(Include, name)))
            && !names.Any(name => Matches(Exclude, name))
            && Condition?.Invoke(item) != false;
    }

    /// <summary>The wanted schema where the filter covers it, and the present one elsewhere.</summary>
    /// <param name="from">The schema as it is.</param>
    /// <param name="to">The schema as it shall be.</param>
    public DatabaseSchema Apply(DatabaseSchema from, DatabaseSchema to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        if (this == All)
        {
            return to;
        }

        var kept = from.Objects.Where(item => !Covers(item)).ToDictionary(item => item.Id);
        var wanted = to.Objects.Where(item => Covers(item) && !kept.ContainsKey(item.Id)).ToList();
        var wantedIds = wanted.Select(item => item.Id).ToHashSet();
        return new DatabaseSchema(
            wanted.Concat(kept.Values),
            to.Dependencies.Where(need => wantedIds.Contains(Whole(to, need.Dependent))).Concat(from.Dependencies.Where(need => kept.ContainsKey(Whole(from, need.Dependent)))),
            to.Unmanaged)
        {
            Role = to.Role,
        };
    }

    private static ObjectId Whole(DatabaseSchema schema, ObjectId id) =>
        id.Kind is ObjectKind.Column or ObjectKind.Constraint ? Needs.Relation(schema, id.Name) : id;

    private static bool Matches(ImmutableArray<string> patterns, ObjectName name) =>
        patterns.Any(pattern => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, name.ToString(), ignoreCase: false)
            || System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, name.Name, ignoreCase: false));
}
