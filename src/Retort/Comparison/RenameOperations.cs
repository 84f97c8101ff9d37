using System.Collections.Immutable;
using Retort.Operations;
using Retort.Schema;

namespace Retort.Comparison;

/// <summary>The operations that give objects new names. What their new names do to expressions and views is then read back from the database.</summary>
public static class RenameOperations
{
    /// <summary>Columns, constraints, indexes and values first, under the old name of their table; then the tables.</summary>
    /// <param name="renames">The renames; one that was made before counts no more.</param>
    /// <param name="schema">The schema before.</param>
    /// <exception cref="RenameException">The object is not there, its new name is taken, or its kind has no operation for it.</exception>
    public static ImmutableArray<Operation> Of(IEnumerable<Rename> renames, DatabaseSchema schema)
    {
        ArgumentNullException.ThrowIfNull(renames);
        ArgumentNullException.ThrowIfNull(schema);
        return [.. renames.Distinct().OrderBy(rename => rename.From.Part is null).ThenBy(rename => rename.From).Select(rename => Of(rename, schema))];
    }

    /// <summary>Whether the old name is there and the new one is not: a rename that a target tells stays there long after it was made.</summary>
    public static bool CanBeMade(Rename rename, DatabaseSchema schema)
    {
        ArgumentNullException.ThrowIfNull(rename);
        ArgumentNullException.ThrowIfNull(schema);
        return IsThere(schema, rename.From) && !IsThere(schema, Renamed(rename));
    }

    private static ObjectId Renamed(Rename rename) =>
        rename.From.Part is null ? rename.From with { Name = rename.From.Name.WithName(rename.NewName) } : rename.From with { Part = rename.NewName };

    private static Operation Of(Rename rename, DatabaseSchema schema)
    {
        var (id, name) = (rename.From, rename.NewName);
        if (!IsThere(schema, id))
        {
            throw new RenameException($"There is no {id} to be renamed.", "Give the name it has in the revisions, not in the model.");
        }

        if (IsThere(schema, Renamed(rename)))
        {
            throw new RenameException($"{id} cannot be renamed to \"{name}\": that name is taken.", "Choose another name, or leave the rename out.");
        }

        return id.Kind switch
        {
            ObjectKind.Table => new RenameTable(id.Name, name),
            ObjectKind.Column => new RenameColumn(id.Name, id.Part!, name),
            ObjectKind.Constraint => new RenameConstraint(id.Name, id.Part!, name),
            ObjectKind.Index => new RenameIndex(id.Name, name),
            ObjectKind.Enum when id.Part is not null => new RenameEnumValue(id.Name, id.Part, name),
            _ => throw new RenameException($"A {ObjectId.Word(id.Kind)} cannot be renamed by autogenerate.", "Write the revision by hand, with SQL."),
        };
    }

    private static bool IsThere(DatabaseSchema schema, ObjectId id) => id.Kind switch
    {
        ObjectKind.Column => schema.Find(new(ObjectKind.Table, id.Name)) is Table table && table.Columns.Any(column => column.Name == id.Part),
        ObjectKind.Constraint => schema.Find(new(ObjectKind.Table, id.Name)) is Table table && table.Constraints.Any(constraint => constraint.Name == id.Part),
        ObjectKind.Enum when id.Part is not null => schema.Find(id with { Part = null }) is EnumType type && type.Values.Contains(id.Part),
        _ => schema.Find(id) is not null,
    };
}
