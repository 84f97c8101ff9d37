using System.Collections.Immutable;
using Retort.Schema;

namespace Retort.PostgreSql.Introspection;

/// <summary>What has been read of the catalogue so far, by address. The sections fill it, each with what the later ones build on.</summary>
internal sealed class Catalogue(CatalogueScope scope)
{
    private readonly Dictionary<CatalogueAddress, ObjectId> _ids = [];
    private readonly Dictionary<CatalogueAddress, CatalogueAddress> _wholes = [];
    private readonly Dictionary<CatalogueAddress, CatalogueAddress> _models = [];

    /// <summary>What the queries have in common.</summary>
    public CatalogueScope Scope { get; } = scope;

    /// <summary>The schemas, by oid; the default one and the system's have no name here, as in <see cref="ObjectName"/>.</summary>
    public Dictionary<uint, string?> Namespaces { get; } = [];

    /// <summary>The roles, by oid.</summary>
    public Dictionary<uint, string> Roles { get; } = [];

    /// <summary>The role of the session.</summary>
    public string? Role { get; set; }

    /// <summary>The roles that own things as a matter of course: that of the session, and the owner of the database.</summary>
    public HashSet<uint> UsualOwners { get; } = [];

    /// <summary>The comments.</summary>
    public Dictionary<CatalogueAddress, string> Comments { get; } = [];

    /// <summary>The privileges.</summary>
    public Dictionary<CatalogueAddress, List<Grant>> Grants { get; } = [];

    /// <summary>The tables, views and composite types, by oid.</summary>
    public Dictionary<uint, Relation> Relations { get; } = [];

    /// <summary>The options of the sequences behind identity columns.</summary>
    public Dictionary<(uint Relation, int Column), Identity> Identities { get; } = [];

    /// <summary>The checks of domains, by the oid of the domain.</summary>
    public Dictionary<uint, List<CheckConstraint>> DomainChecks { get; } = [];

    /// <summary>All other objects.</summary>
    public List<SchemaObject> Objects { get; } = [];

    /// <summary>What has no place in the model.</summary>
    public List<UnmanagedObject> Unmanaged { get; } = [];

    /// <summary>Which object needs which.</summary>
    public List<Dependency> Dependencies { get; } = [];

    /// <summary>The name of an object in a schema.</summary>
    public ObjectName NameOf(uint schema, string name) => new(Namespaces.GetValueOrDefault(schema), name);

    /// <summary>The comment of an object; <see langword="null"/> for none.</summary>
    public string? CommentOf(CatalogueAddress address) => Comments.GetValueOrDefault(address);

    /// <summary>The privileges of an object, sorted.</summary>
    public ImmutableArray<Grant> GrantsOf(CatalogueAddress address) => !Grants.TryGetValue(address, out var grants)
        ? []
        : [.. grants.OrderBy(grant => grant.Grantee, StringComparer.Ordinal).ThenBy(grant => grant.Privilege, StringComparer.Ordinal)];

    /// <summary>Takes in an object with its comment, owner and privileges.</summary>
    public void Add(CatalogueAddress address, uint? owner, SchemaObject item)
    {
        Know(address, item.Id);
        Objects.Add(Described(address, owner, item));
    }

    /// <summary>An object with its comment, owner and privileges.</summary>
    public SchemaObject Described(CatalogueAddress address, uint? owner, SchemaObject item) => item with
    {
        Comment = CommentOf(address),
        Owner = owner is not { } role || UsualOwners.Contains(role) ? null : Roles.GetValueOrDefault(role),
        Grants = GrantsOf(address),
    };

    /// <summary>Says what an address stands for.</summary>
    public void Know(CatalogueAddress address, ObjectId id) => _ids[address] = id;

    /// <summary>Says that what stands at an address is only a piece of something else: a row type of a table, the index of a key, a member of an extension.</summary>
    public void Belongs(CatalogueAddress piece, CatalogueAddress whole) => _wholes.TryAdd(piece, whole);

    /// <summary>Says that a partition has a key or index because its parent has one: who needs the one needs the other, but it needs nothing itself.</summary>
    public void Copies(CatalogueAddress copy, CatalogueAddress model) => _models.TryAdd(copy, model);

    /// <summary>The object that needs what the catalogue says is needed at an address; <see langword="null"/> when it is not managed.</summary>
    public ObjectId? FindDependent(CatalogueAddress address) => Find(address, followModels: false);

    /// <summary>The object that whoever needs an address needs; <see langword="null"/> when it is not managed.</summary>
    public ObjectId? FindNeeded(CatalogueAddress address) => Find(address, followModels: true);

    /// <summary>Lists something that has no place in the model.</summary>
    public void Unmanage(string kind, string name) => Unmanaged.Add(new UnmanagedObject(kind, name));

    private ObjectId? Find(CatalogueAddress address, bool followModels)
    {
        // A few steps lead from the array over a row type to its table.
        for (var (step, at) = (0, address); step < 8; step++)
        {
            if (!followModels && _models.ContainsKey(at))
            {
                return null;
            }

            if (_ids.TryGetValue(at, out var id) || _ids.TryGetValue(at with { Column = 0 }, out id))
            {
                return id;
            }

            if (!_wholes.TryGetValue(at, out var whole) && !_wholes.TryGetValue(at with { Column = 0 }, out whole)
                && !(followModels && _models.TryGetValue(at, out whole)))
            {
                return null;
            }

            at = whole;
        }

        return null;
    }
}
