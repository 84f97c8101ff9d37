using System.Collections.Immutable;
using Retort.Comparison;
using Retort.Schema;

namespace Retort.Targets;

/// <summary>A former name as a target tells it, before the target is realised.</summary>
/// <param name="Kinds">What the object can be: SQL says TYPE of several kinds.</param>
/// <param name="Name">The object, or the one of which a part has another name, as the target calls it.</param>
/// <param name="Part">The column of a table, or the value of an enumerated type; <see langword="null"/> for the object itself.</param>
/// <param name="FormerName">The name it had.</param>
internal sealed record DeclaredRename(ImmutableArray<ObjectKind> Kinds, ObjectName Name, string? Part, string FormerName)
{
    /// <summary>Notes a former name that was told to a builder.</summary>
    /// <exception cref="InvalidOperationException">The builder is that of a revision.</exception>
    public static void Add(ICollection<DeclaredRename>? renames, DeclaredRename rename)
    {
        ArgumentException.ThrowIfNullOrEmpty(rename.FormerName);
        (renames ?? throw new InvalidOperationException("RenamedFrom belongs into a SchemaDefinition. In a revision write db.RenameTable or db.RenameColumn.")).Add(rename);
    }

    /// <summary>The renames as the comparer takes them. What is not in the schema is out of the scope that was read, and left out.</summary>
    public static ImmutableArray<Rename> Resolve(IReadOnlyCollection<DeclaredRename> declared, DatabaseSchema schema)
    {
        var found = declared.Select(rename => (Rename: rename, Id: rename.FindIn(schema))).Where(pair => pair.Id is not null).ToList();
        var objects = found.Where(pair => pair.Rename.Part is null).ToDictionary(pair => pair.Id!.Value, pair => pair.Rename.FormerName);
        var renames = objects.Select(pair => new Rename(pair.Key with { Name = pair.Key.Name.WithName(pair.Value) }, pair.Key.Name.Name)).ToList();
        foreach (var (rename, id) in found.Where(pair => pair.Rename.Part is not null))
        {
            // The whole may be renamed already, or together with the part.
            var (kind, whole) = (id!.Value.Kind, id.Value.Name);
            ObjectName[] wholes = objects.TryGetValue(id.Value, out var former) ? [whole, whole.WithName(former)] : [whole];
            renames.AddRange(wholes.Select(name => new Rename(new ObjectId(kind == ObjectKind.Table ? ObjectKind.Column : kind, name, rename.FormerName), rename.Part!)));
        }

        return [.. renames.OrderBy(rename => rename.From)];
    }

    // A target may name the default schema, which the names of what was read leave out.
    private ObjectId? FindIn(DatabaseSchema schema) =>
        Kinds.SelectMany(kind => new[] { new ObjectId(kind, Name), new ObjectId(kind, Name.Name) }).Where(id => schema.Find(id) is not null).Cast<ObjectId?>().FirstOrDefault();
}
