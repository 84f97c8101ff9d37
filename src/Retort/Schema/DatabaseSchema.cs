using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Retort.Schema;

/// <summary>
/// All objects of the schemas that were read from a database, as the database itself tells them. Names in the default schema have
/// no schema part, and so has every name inside an expression, so that equal schemas compare equal whatever their default schema is called.
/// </summary>
public sealed class DatabaseSchema
{
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
        Objects = Sorted(objects);
        Unmanaged = [.. unmanaged.Distinct().OrderBy(item => item.Kind, StringComparer.Ordinal).ThenBy(item => item.Name, StringComparer.Ordinal)];
        Dependencies = Sorted(dependencies);
        for (var i = 1; i < Objects.Length; i++)
        {
            if (Objects[i].Id == Objects[i - 1].Id)
            {
                throw new ArgumentException($"Two objects are the {Objects[i].Id}.", nameof(objects));
            }
        }
    }

    private DatabaseSchema(DatabaseSchema schema, ImmutableArray<SchemaObject> objects, ImmutableArray<Dependency> dependencies) =>
        (Objects, Dependencies, Unmanaged, Role) = (objects, dependencies, schema.Unmanaged, schema.Role);

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
    public IEnumerable<Table> Tables => OfKind<Table>(ObjectKind.Table);

    /// <summary>The object of an id; <see langword="null"/> when there is none.</summary>
    public SchemaObject? Find(ObjectId id) => Search(Objects.AsSpan(), id) is >= 0 and var index ? Objects[index] : null;

    /// <summary>What an object needs.</summary>
    public IEnumerable<ObjectId> DependenciesOf(ObjectId id)
    {
        for (var i = FirstDependencyOf(id); i < Dependencies.Length && Dependencies[i].Dependent == id; i++)
        {
            yield return Dependencies[i].Needs;
        }
    }

    /// <summary>The same schema without the objects for which <paramref name="keep"/> is false.</summary>
    public DatabaseSchema Where(Func<SchemaObject, bool> keep) => new(Objects.Where(keep), Dependencies, Unmanaged) { Role = Role };

    /// <summary>The same schema with other objects and dependencies, each in the order of this class and no two the same.</summary>
    internal DatabaseSchema With(ImmutableArray<SchemaObject> objects, ImmutableArray<Dependency> dependencies) => new(this, objects, dependencies);

    /// <summary>The objects of a kind, by name, without looking at all others.</summary>
    internal IEnumerable<T> OfKind<T>(ObjectKind kind)
        where T : SchemaObject
    {
        // No object has this id, which comes before all of the kind.
        for (var i = ~Search(Objects.AsSpan(), new ObjectId(kind, default)); i < Objects.Length && Objects[i] is T item && item.Id.Kind == kind; i++)
        {
            yield return item;
        }
    }

    /// <summary>Where an object is among sorted ones; where it is not, the complement of the place that it would have.</summary>
    internal static int Search(ReadOnlySpan<SchemaObject> objects, ObjectId id)
    {
        var (first, last) = (0, objects.Length - 1);
        while (first <= last)
        {
            var middle = (first + last) >> 1;
            switch (objects[middle].Id.CompareTo(id))
            {
                case 0: return middle;
                case < 0: first = middle + 1; break;
                default: last = middle - 1; break;
            }
        }

        return ~first;
    }

    /// <summary>Where a dependency is among sorted ones; where it is not, the complement of the place that it would have.</summary>
    internal static int Search(ReadOnlySpan<Dependency> dependencies, Dependency dependency)
    {
        var (first, last) = (0, dependencies.Length - 1);
        while (first <= last)
        {
            var middle = (first + last) >> 1;
            switch (Compare(dependencies[middle], dependency))
            {
                case 0: return middle;
                case < 0: first = middle + 1; break;
                default: last = middle - 1; break;
            }
        }

        return ~first;
    }

    private static ImmutableArray<Dependency> Sorted(IEnumerable<Dependency> dependencies)
    {
        var all = new List<Dependency>(dependencies);
        all.Sort(Compare);
        var different = ImmutableArray.CreateBuilder<Dependency>(all.Count);
        foreach (var dependency in all)
        {
            if (different.Count == 0 || Compare(dependency, different[^1]) != 0)
            {
                different.Add(dependency);
            }
        }

        return different.DrainToImmutable();
    }

    private static int Compare(Dependency left, Dependency right) => left.Dependent.CompareTo(right.Dependent) is not 0 and var order ? order : left.Needs.CompareTo(right.Needs);

    private static ImmutableArray<SchemaObject> Sorted(IEnumerable<SchemaObject> objects)
    {
        SchemaObject[] all = [.. objects];
        Array.Sort(all, (left, right) => left.Id.CompareTo(right.Id));
        return ImmutableCollectionsMarshal.AsImmutableArray(all);
    }

    private int FirstDependencyOf(ObjectId id)
    {
        var (first, end) = (0, Dependencies.Length);
        while (first < end)
        {
            var middle = (first + end) >> 1;
            if (Dependencies[middle].Dependent.CompareTo(id) < 0)
            {
                first = middle + 1;
            }
            else
            {
                end = middle;
            }
        }

        return first;
    }
}

/// <summary>One object needs another one to be there.</summary>
/// <param name="Dependent">The object that needs.</param>
/// <param name="Needs">The object that is needed.</param>
public readonly record struct Dependency(ObjectId Dependent, ObjectId Needs);

/// <summary>Something in a database that Retort sees and does not manage.</summary>
/// <param name="Kind">The kind, in the database's own words: <c>foreign table</c>.</param>
/// <param name="Name">The name, or what of the object is not managed.</param>
public sealed record UnmanagedObject(string Kind, string Name);
