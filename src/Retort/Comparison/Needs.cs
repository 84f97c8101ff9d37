using Retort.Dialects;
using Retort.Schema;

namespace Retort.Comparison;

/// <summary>All dependencies of a schema: those the database told, and those that go without saying.</summary>
internal static class Needs
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Dependency> Of(DatabaseSchema schema, IDialect dialect) => Of(schema, dialect, _ => true);

    /// <summary>Those of some objects, and maybe of others.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="dialect">Its engine.</param>
    /// <param name="counts">Whether those of an object are wanted, and of what belongs to it.</param>
    public static IEnumerable<Dependency> Of(DatabaseSchema schema, IDialect dialect, Func<SchemaObject, bool> counts)
    {
        // Where a foreign key is made with its table, those of a circle wait for nothing.
        var free = dialect.ForeignKeysNeedTheirTables ? [] : ForeignKeyCircles.Find([.. schema.Tables]);
        return
        [
            .. schema.Dependencies.Where(need => !free.Contains(need.Dependent) || need.Needs.Name == need.Dependent.Name),
            .. schema.Objects.Where(counts).SelectMany(item => Implied(schema, item)),
            .. dialect.ForeignKeysNeedTheirTables ? OfForeignKeys(schema, counts) : [],
        ];
    }

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

    // What a foreign key points to. Among several keys over the same columns the server takes one, and which one may differ from database to database.
    private static IEnumerable<Dependency> OfForeignKeys(DatabaseSchema schema, Func<SchemaObject, bool> counts)
    {
        var uniqueIndexes = schema.Objects.OfType<TableIndex>().Where(index => index is { Unique: true, Where: null }).ToLookup(index => index.Table);
        var partitions = schema.Tables.Where(table => table.PartitionOf is not null).ToLookup(table => table.PartitionOf!.Parent, table => table.Id);
        foreach (var (table, key) in from table in schema.Tables where counts(table) from key in table.Constraints.OfType<ForeignKey>() select (table, key))
        {
            var id = new ObjectId(ObjectKind.Constraint, table.Name, key.Name);
            foreach (var column in Columns(key.ReferencedTable, key.ReferencedColumns))
            {
                yield return new(id, column);
            }

            var referenced = key.ReferencedColumns.ToHashSet();
            foreach (var constraint in (schema.Find(new(ObjectKind.Table, key.ReferencedTable)) as Table)?.Constraints ?? [])
            {
                if (constraint is PrimaryKey primary && referenced.SetEquals(primary.Columns) || constraint is UniqueConstraint unique && referenced.SetEquals(unique.Columns))
                {
                    yield return new(id, new(ObjectKind.Constraint, key.ReferencedTable, constraint.Name));
                }
            }

            foreach (var partition in PartitionsOf(partitions, key.ReferencedTable))
            {
                yield return new(id, partition);
            }

            foreach (var index in uniqueIndexes[key.ReferencedTable].Where(index => referenced.SetEquals(index.Keys.Select(indexKey => indexKey.Column ?? ""))))
            {
                yield return new(id, index.Id);
            }
        }
    }

    // The server makes a copy of the foreign key for each partition of the table it points to, and lets none of them go before the key.
    private static IEnumerable<ObjectId> PartitionsOf(ILookup<ObjectName, ObjectId> partitions, ObjectName table) =>
        partitions[table].SelectMany(partition => PartitionsOf(partitions, partition.Name).Prepend(partition));

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
        ForeignKey key => Columns(table.Name, key.Columns),
        _ => [],
    };

    private static IEnumerable<ObjectId> Columns(ObjectName table, IEnumerable<string> names) => names.Select(name => new ObjectId(ObjectKind.Column, table, name));
}
