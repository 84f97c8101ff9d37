using System.Collections.Immutable;
using Retort.Schema;

namespace Retort.PostgreSql.Introspection;

/// <summary>A table, view or composite type whose parts are still being read.</summary>
internal sealed class Relation(CatalogueAddress address, uint owner, ObjectName name, SchemaObject draft)
{
    private readonly SortedList<int, Column> _columns = [];

    public ObjectName Name { get; } = name;

    public ObjectId Id => draft.Id;

    public bool IsTable => draft is Table;

    public List<Constraint> Constraints { get; } = [];

    /// <summary>The constraints that a partition has because its parent has them.</summary>
    public List<Constraint> CopiedConstraints { get; } = [];

    /// <summary>The indexes that a partition has because its parent has them.</summary>
    public List<TableIndex> CopiedIndexes { get; } = [];

    public void Add(int number, Column column) => _columns.Add(number, column);

    /// <summary>The names of columns by their numbers. An expression has the number 0, and no name.</summary>
    public ImmutableArray<string> NamesOf(ReadOnlySpan<int> numbers)
    {
        var names = ImmutableArray.CreateBuilder<string>(numbers.Length);
        foreach (var number in numbers)
        {
            if (number > 0)
            {
                names.Add(_columns[number].Name);
            }
        }

        return names.ToImmutable();
    }

    public SchemaObject Complete(Catalogue catalogue) => catalogue.Described(address, owner, draft switch
    {
        Table table => table with
        {
            Columns = [.. _columns.Values],
            Constraints = Sorted(Constraints),
            PartitionOf = table.PartitionOf is { } place ? place with { Constraints = Sorted(CopiedConstraints), Indexes = [.. CopiedIndexes.OrderBy(index => index.Id)] } : null,
        },
        View view => view with { Columns = [.. _columns.Values] },
        CompositeType type => type with { Attributes = [.. _columns.Values] },
        _ => draft,
    });

    private static ImmutableArray<Constraint> Sorted(List<Constraint> constraints) => [.. constraints.OrderBy(KindOrder).ThenBy(constraint => constraint.Name, StringComparer.Ordinal)];

    private static int KindOrder(Constraint constraint) => constraint switch
    {
        PrimaryKey => 0,
        UniqueConstraint => 1,
        CheckConstraint => 2,
        NotNullConstraint => 3,
        ForeignKey => 4,
        _ => 5,
    };
}
