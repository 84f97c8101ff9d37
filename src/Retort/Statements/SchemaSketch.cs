using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Retort.Schema;

namespace Retort.Statements;

/// <summary>
/// Carries a schema past a statement without a database: as far as the outline tells, and no further. It is for judging statements, not for comparing
/// schemas: types and expressions stay as they are written.
/// </summary>
internal sealed partial class SchemaSketch
{
    // In the order of the schema, so that the schema after each of a thousand statements is a copy of references, and nothing is sorted or hashed for it.
    private readonly List<SchemaObject> _objects;
    private ImmutableArray<Dependency> _dependencies;

    public SchemaSketch(DatabaseSchema schema) => (Schema, _objects, _dependencies) = (schema, [.. schema.Objects], schema.Dependencies);

    /// <summary>The schema after all statements so far.</summary>
    public DatabaseSchema Schema { get; private set; }

    /// <summary>Carries the schema past some statements.</summary>
    public void Apply(IEnumerable<StatementOutline> outlines)
    {
        var changes = false;
        foreach (var outline in outlines.Where(Changes))
        {
            Apply(outline);
            changes = true;
        }

        Schema = changes ? Schema.With([.. _objects], _dependencies) : Schema;
    }

    private static bool Changes(StatementOutline outline) => outline is CreateTableOutline or CreateIndexOutline or CreateDomainOutline or CreateViewOutline or PublicationOutline or DropOutline or AlterTableOutline;

    private void Apply(StatementOutline outline)
    {
        switch (outline)
        {
            case CreateTableOutline create when !(create.IfNotExists && TableOf(create.Name) is not null): Create(create); break;
            case CreateIndexOutline { Name: { } name } index: Set(IndexOf(name, index)); break;
            case CreateDomainOutline domain: Set(DomainOf(domain)); break;
            case CreateViewOutline view: Create(view); break;
            case PublicationOutline { Definition: { } definition } publication: Set(new ScriptedObject(new ObjectId(ObjectKind.Publication, publication.Name), definition, "")); break;
            case DropOutline drop: Drop(drop); break;
            case AlterTableOutline alter: Alter(alter); break;
        }
    }

    private void Create(CreateTableOutline create)
    {
        var parent = create.PartitionOf is { } partitioned ? TableOf(partitioned) : null;
        Set(new Table(
            create.Name,
            parent?.Columns ?? [.. create.Columns.Select(column => ColumnOf(create.Name, column))],
            [.. create.AllConstraints.Select(constraint => ConstraintOf(create.Name, constraint)).OfType<Constraint>(), .. parent?.Constraints.Where(constraint => constraint is CheckConstraint) ?? []])
        {
            PartitionBy = create.PartitionBy,
            PartitionOf = create.PartitionOf is { } of ? new Partition(of, create.Bound ?? "") : null,
            Inherits = create.Inherits,
            Unlogged = create.IsUnlogged,
        });
        Require(create.Name, [.. create.AllConstraints.Where(constraint => constraint.Kind == ConstraintKind.PrimaryKey).SelectMany(constraint => constraint.Columns)]);
    }

    private void Alter(AlterTableOutline alter)
    {
        foreach (var action in alter.Actions)
        {
            if (alter.Kind == "TABLE" && TableOf(alter.Name) is { } table)
            {
                Alter(table, action);
            }
            else if (action is RenameAction rename && Find(new ObjectId(ObjectKind.Index, alter.Name)) is TableIndex index)
            {
                Remove(index.Id);
                Set(index with { Name = rename.NewName });
            }
        }
    }

    private void Alter(Table table, TableAction action)
    {
        switch (action)
        {
            case AddColumnAction add when !table.Columns.Any(column => column.Name == add.Column.Name):
                Set(table with
                {
                    Columns = table.Columns.Add(ColumnOf(table.Name, add.Column)),
                    Constraints = table.Constraints.AddRange(add.Column.Constraints.Select(constraint => ConstraintOf(table.Name, constraint)).OfType<Constraint>()),
                });
                break;
            case DropColumnAction drop: DropColumn(table, drop.Column); break;
            case RenameColumnAction rename: RenameColumn(table, rename); break;
            case AlterTypeAction change: Change(table, change.Column, column => column with { Type = TypeOf(change.Type), Collation = change.Collation }); break;
            case SetNotNullAction set: Change(table, set.Column, column => column with { Nullable = false }); break;
            case DropNotNullAction set: Change(table, set.Column, column => column with { Nullable = true }); break;
            case AddConstraintAction add: Add(table, add.Constraint); break;
            case ValidateConstraintAction validate: Set(table with { Constraints = [.. table.Constraints.Select(constraint => constraint.Name == validate.Constraint ? Validated(constraint) : constraint)] }); break;
            case DropConstraintAction drop: Set(table with { Constraints = table.Constraints.RemoveAll(constraint => constraint.Name == drop.Constraint) }); break;
            case RenameConstraintAction rename: Set(table with { Constraints = [.. table.Constraints.Select(constraint => constraint.Name == rename.Constraint ? constraint with { Name = rename.NewName } : constraint)] }); break;
            case RenameAction rename: Rename(table, table.Name.WithName(rename.NewName)); break;
            case SetSchemaAction move: Rename(table, new ObjectName(move.Schema == "public" ? null : move.Schema, table.Name.Name)); break;
            case AttachPartitionAction attach when TableOf(attach.Partition) is { } partition: Set(partition with { PartitionOf = new Partition(table.Name, attach.Bound) }); break;
            case DetachPartitionAction detach when TableOf(detach.Partition) is { } partition: Set(partition with { PartitionOf = null }); break;
            case InheritAction inherit: Set(table with { Inherits = inherit.IsEnd ? table.Inherits.Remove(inherit.Parent) : table.Inherits.Add(inherit.Parent) }); break;
        }
    }

    private void Add(Table table, ConstraintOutline outline)
    {
        var taken = outline.UsingIndex is { } index ? Find(new ObjectId(ObjectKind.Index, table.Name.WithName(index))) as TableIndex : null;
        if (taken is not null)
        {
            Remove(taken.Id);
        }

        var columns = taken is null ? outline.Columns : [.. taken.Keys.Select(key => key.Column).OfType<string>()];
        if (ConstraintOf(table.Name, outline with { Columns = columns }) is { } constraint)
        {
            Set(table with { Constraints = table.Constraints.Add(constraint) });
        }

        if (outline.Kind is ConstraintKind.PrimaryKey or ConstraintKind.NotNull)
        {
            Require(table.Name, columns);
        }
    }

    private void Require(ObjectName table, ImmutableArray<string> columns)
    {
        foreach (var column in columns)
        {
            Change(TableOf(table)!, column, known => known with { Nullable = false });
        }
    }

    private void Drop(DropOutline drop)
    {
        foreach (var name in drop.Names)
        {
            switch (drop.Kind)
            {
                case "TABLE":
                    Remove(new ObjectId(ObjectKind.Table, name));
                    RemoveIndexes(index => index.Table == name);
                    RemoveKeysTo(name);
                    break;
                case "INDEX":
                    Remove(new ObjectId(ObjectKind.Index, name));
                    break;
                case "VIEW" or "MATERIALIZED VIEW":
                    var view = new ObjectId(drop.Kind == "VIEW" ? ObjectKind.View : ObjectKind.MaterializedView, name);
                    Remove(view);
                    _dependencies = _dependencies.RemoveAll(dependency => dependency.Dependent == view);
                    break;
                case "DOMAIN":
                    Remove(new ObjectId(ObjectKind.Domain, name));
                    break;
            }
        }
    }

    private void DropColumn(Table table, string column)
    {
        Set(table with
        {
            Columns = table.Columns.RemoveAll(known => known.Name == column),
            Constraints = table.Constraints.RemoveAll(constraint => SchemaLookup.ColumnsOf(constraint).Contains(column) || constraint is ForeignKey key && key.Columns.Contains(column)),
        });
        RemoveIndexes(index => index.Table == table.Name && index.Keys.Any(key => key.Column == column || SchemaLookup.Names(key.Expression, column)));
    }

    private void RemoveIndexes(Func<TableIndex, bool> isGone)
    {
        foreach (var index in _objects.OfType<TableIndex>().Where(isGone).ToList())
        {
            Remove(index.Id);
        }
    }

    private void RemoveKeysTo(ObjectName table)
    {
        foreach (var other in _objects.OfType<Table>().Where(other => other.Constraints.OfType<ForeignKey>().Any(key => key.ReferencedTable == table)).ToList())
        {
            Set(other with { Constraints = other.Constraints.RemoveAll(constraint => constraint is ForeignKey key && key.ReferencedTable == table) });
        }
    }

    private void Change(Table table, string column, Func<Column, Column> change) =>
        Set(table with { Columns = [.. table.Columns.Select(known => known.Name == column ? change(known) : known)] });

    private Table? TableOf(ObjectName name) => Find(new ObjectId(ObjectKind.Table, name)) as Table;

    private SchemaObject? Find(ObjectId id) => PlaceOf(id) is >= 0 and var place ? _objects[place] : null;

    private void Set(SchemaObject item)
    {
        var place = PlaceOf(item.Id);
        if (place >= 0)
        {
            _objects[place] = item;
        }
        else
        {
            _objects.Insert(~place, item);
        }
    }

    private void Remove(ObjectId id)
    {
        if (PlaceOf(id) is >= 0 and var place)
        {
            _objects.RemoveAt(place);
        }
    }

    private int PlaceOf(ObjectId id) => DatabaseSchema.Search(CollectionsMarshal.AsSpan(_objects), id);
}
