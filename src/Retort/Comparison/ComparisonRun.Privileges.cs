using System.Collections.Immutable;
using Retort.Operations;
using Retort.Schema;

namespace Retort.Comparison;

/// <content>Privileges, and those that the database gives to new objects because ALTER DEFAULT PRIVILEGES said so.</content>
internal sealed partial class ComparisonRun
{
    /// <summary>Changes of the privileges on an object and then on its columns: what is taken from a role on the whole is taken from it on each column.</summary>
    private static IEnumerable<Operation> GrantChanges(SchemaObject before, SchemaObject after) =>
        Sameness.Same(before.Grants, after.Grants) && Sameness.Same(ColumnsOf(before), ColumnsOf(after), (a, b) => a.Name == b.Name && Sameness.Same(a.Grants, b.Grants)) ? [] : FindGrantChanges(before, after);

    private static IEnumerable<Operation> FindGrantChanges(SchemaObject before, SchemaObject after)
    {
        if (!Sameness.Same(before.Grants, after.Grants))
        {
            yield return new ChangeGrants(after.Id, before.Grants, after.Grants);
        }

        var taken = before.Grants.Except(after.Grants).Select(grant => (grant.Grantee, grant.Privilege)).ToHashSet();
        var former = ColumnsOf(before).ToDictionary(column => column.Name, column => column.Grants.RemoveAll(grant => taken.Contains((grant.Grantee, grant.Privilege))));
        foreach (var column in ColumnsOf(after))
        {
            var old = former.GetValueOrDefault(column.Name, []);
            if (!Sameness.Same(old, column.Grants))
            {
                yield return new ChangeGrants(new ObjectId(ObjectKind.Column, after.Id.Name, column.Name), old, column.Grants);
            }
        }
    }

    /// <summary>
    /// The privileges of an object that was just made. Those it shall have are all said, since somebody else may make it in another database; those that
    /// default privileges give it besides are taken away.
    /// </summary>
    private IEnumerable<Operation> GrantsOfNew(SchemaObject item)
    {
        // The owner keeps what is its own, even if it is given twice.
        var given = GivenToNew(item).Except(item.Grants).Where(grant => grant.Revoked || grant.Grantee != (item.Owner ?? _from.Role)).ToImmutableArray();
        if (item.Id.Kind != ObjectKind.DefaultPrivileges && (given.Length > 0 || item.Grants.Length > 0))
        {
            yield return new ChangeGrants(item.Id, given, item.Grants);
        }
    }

    /// <summary>What an object is born with by the default privileges that stand when it is made: those that do not change.</summary>
    private IEnumerable<Grant> GivenToNew(SchemaObject item) => MadeAs(item.Id.Kind) is not { } objects || _from.Role is not { } role ? [] :
        new ObjectId[] { new(ObjectKind.DefaultPrivileges, role, objects), new(ObjectKind.DefaultPrivileges, item.Id.Name.WithName(role), $"{objects} IN SCHEMA") }
            .Where(id => !IsDropped(id)).SelectMany(id => _from.Find(id)?.Grants ?? []).Distinct();

    /// <summary>The objects among which default privileges count those of a kind; <see langword="null"/> when they say nothing of it.</summary>
    private static string? MadeAs(ObjectKind kind) => kind switch
    {
        ObjectKind.Table or ObjectKind.View or ObjectKind.MaterializedView => "TABLES",
        ObjectKind.Sequence => "SEQUENCES",
        ObjectKind.Function or ObjectKind.Procedure or ObjectKind.Aggregate => "FUNCTIONS",
        ObjectKind.Enum or ObjectKind.Composite or ObjectKind.Domain or ObjectKind.Range => "TYPES",
        ObjectKind.Namespace => "SCHEMAS",
        _ => null,
    };

    /// <summary>Default privileges go before anything is made, and come after all of it: the schema spells out what each object has.</summary>
    private void OrderByDefaultPrivileges()
    {
        var defaults = _graph.All.Where(change => change.Id.Kind == ObjectKind.DefaultPrivileges).ToList();
        foreach (var (change, made) in from change in defaults from made in _graph.All where made.Phase != ChangePhase.Drop && MadeAs(made.Id.Kind) is not null select (change, made))
        {
            ChangeGraph.Order(change.Phase == ChangePhase.Drop ? change : made, change.Phase == ChangePhase.Drop ? made : change);
        }
    }
}
