using System.Collections.Immutable;

namespace Retort.Schema;

/// <summary>
/// All objects of the schemas that were read from a database, as the database itself tells them. Names in the default schema have
/// no schema part, and so has every name inside an expression, so that equal schemas compare equal whatever their default schema is called.
/// </summary>
public sealed class DatabaseSchema
{
    private readonly Dictionary<ObjectId, SchemaObject> _byId;
    private readonly ILookup<ObjectId, ObjectId> _dependencies;

    /// <summary>Puts a schema together.</summary>
    /// <param name="objects">The objects, in any order.</param>
    /// <param name="dependencies">
    /// Which object needs which other one to be there: a view its columns, a column its type, a foreign key the key it points to. Both ends may be
    /// columns and constraints. That a part needs its table goes without saying.
    /// </param>
    /// <param name="unmanaged">What was seen and is not in the model.</param>
    /// <exception cref="ArgumentException">Two objects have the same id.</exception>
    public DatabaseSchema(IEnumerable<SchemaObject> objects, IEnumerable<Dependency> dependencies, IEnumerable<UnmanagedObject> unmanaged)
    {
        Objects = [.. objects.OrderBy(item => item.Id)];
        Unmanaged = [.. unmanaged.Distinct().OrderBy(item => item.Kind, StringComparer.Ordinal).ThenBy(item => item.Name, StringComparer.Ordinal)];
        Dependencies = dependencies.Distinct().ToImmutableArray().Sort((left, right) => left.Dependent.CompareTo(right.Dependent) is not 0 and var order ? order : left.Needs.CompareTo(right.Needs));
        _byId = Objects.ToDictionary(item => item.Id);
        _dependencies = Dependencies.ToLookup(dependency => dependency.Dependent, dependency => dependency.Needs);
    }

    /// <summary>A schema without objects.</summary>
    public static DatabaseSchema Empty { get; } = new([], [], []);

    /// <summary>The objects, by kind and name.</summary>
    public ImmutableArray<SchemaObject> Objects { get; }

    /// <summary>Which object needs which, sorted.</summary>
    public ImmutableArray<Dependency> Dependencies { get; }

    /// <summary>What was seen and is not in the model: it is never compared, written or dropped.</summary>
    public ImmutableArray<UnmanagedObject> Unmanaged { get; }

    /// <summary>The role that read the schema, and that will make what is new in it (PostgreSQL); <see langword="null"/> when it is not known. Not compared.</summary>
    public string? Role { get; init; }

    /// <summary>The tables, by name.</summary>
    public IEnumerable<Table> Tables => Objects.OfType<Table>();

    /// <summary>The object of an id; <see langword="null"/> when there is none.</summary>
    public SchemaObject? Find(ObjectId id) => _byId.GetValueOrDefault(id);

    /// <summary>What an object needs.</summary>
    public IEnumerable<ObjectId> DependenciesOf(ObjectId id) => _dependencies[id];

    /// <summary>The same schema without the objects for which <paramref name="keep"/> is false.</summary>
    public DatabaseSchema Where(Func<SchemaObject, bool> keep) => new(Objects.Where(keep), Dependencies, Unmanaged) { Role = Role };
}

/// <summary>One object needs another one to be there.</summary>
/// <param name="Dependent">The object that needs.</param>
/// <param name="Needs">The object that is needed.</param>
public readonly record struct Dependency(ObjectId Dependent, ObjectId Needs);

/// <summary>Something in a database that Retort sees and does not manage.</summary>
/// <param name="Kind">The kind, in the database's own words: <c>foreign table</c>.</param>
/// <param name="Name">The name, or what of the object is not managed.</param>
public sealed record UnmanagedObject(string Kind, string Name);
