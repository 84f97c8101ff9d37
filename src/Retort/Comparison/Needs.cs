using Retort.Schema;

namespace Retort.Comparison;

/// <summary>All dependencies of a schema: those the database told, and those that go without saying.</summary>
internal static class Needs
{
    public static IEnumerable<Dependency> Of(DatabaseSchema schema) => schema.Dependencies.Concat(schema.Objects.SelectMany(item => Implied(schema, item)));

    /// <summary>The table, view or materialized view of a name.</summary>
    public static ObjectId Relation(DatabaseSchema schema, ObjectName name)
    {
        foreach (var kind in (ReadOnlySpan<ObjectKind>)[ObjectKind.View, ObjectKind.MaterializedView, ObjectKind.Composite])
        {
            if (schema.Find(new(kind, name)) is not null)
            {
                return new(kind, name);
            }
        }

        return new(ObjectKind.Table, name);
    }

    private static IEnumerable<Dependency> Implied(DatabaseSchema schema, SchemaObject item)
    {
        if (item.Id.Name.Schema is { } space)
        {
            yield return new(item.Id, new(ObjectKind.Namespace, space));
        }

        foreach (var needed in OfKind(schema, item))
        {
            yield return new(item.Id, needed);
        }

        if (item is Table table)
        {
            foreach (var constraint in table.Constraints)
            {
                foreach (var column in ColumnsOf(table, constraint))
                {
                    yield return new(new(ObjectKind.Constraint, table.Name, constraint.Name), column);
                }
            }
        }
    }

    private static IEnumerable<ObjectId> OfKind(DatabaseSchema schema, SchemaObject item) => item switch
    {
        Extension { Schema: { } space } => [new(ObjectKind.Namespace, space)],
        TableIndex index => index.Keys.Select(key => key.Column).OfType<string>().Concat(index.Include)
            .Select(column => new ObjectId(ObjectKind.Column, index.Table, column)).Prepend(Relation(schema, index.Table)),
        Trigger or ScriptedObject { Id.Kind: ObjectKind.Rule or ObjectKind.Policy } => [Relation(schema, item.Id.Name)],
        Table table => table.Inherits.Concat(table.PartitionOf is { } place ? [place.Parent] : []).Select(parent => new ObjectId(ObjectKind.Table, parent)),
        _ => [],
    };

    private static IEnumerable<ObjectId> ColumnsOf(Table table, Constraint constraint) => constraint switch
    {
        PrimaryKey key => Columns(table.Name, key.Columns.Concat(key.Include)),
        UniqueConstraint key => Columns(table.Name, key.Columns.Concat(key.Include)),
        NotNullConstraint notNull => Columns(table.Name, [notNull.Column]),
        ForeignKey key => Columns(table.Name, key.Columns).Concat(Columns(key.ReferencedTable, key.ReferencedColumns)),
        _ => [],
    };

    private static IEnumerable<ObjectId> Columns(ObjectName table, IEnumerable<string> names) => names.Select(name => new ObjectId(ObjectKind.Column, table, name));
}
