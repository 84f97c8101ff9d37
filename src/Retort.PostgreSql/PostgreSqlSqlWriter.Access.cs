using Retort.Operations;
using Retort.Schema;
using static Retort.PostgreSql.PostgreSqlIdentifier;

namespace Retort.PostgreSql;

internal sealed partial class PostgreSqlSqlWriter
{
    private void WriteSetOwner(SetOwner op)
    {
        if (!ObjectReference.HasOwner(op.Object.Kind))
        {
            throw Unsupported(op.Describe(), "It has no owner of its own; change that of the object it belongs to.");
        }

        var alter = $"ALTER {ObjectReference.Of(op.Object)} OWNER TO";
        if (op.Owner is not null)
        {
            Add($"{alter} {Quote(op.Owner)}");
        }
        else
        {
            // The role of the session may be another one than that which owns the database, and a statement takes only a name.
            AddWithName(alter, "SELECT pg_get_userbyid(datdba) FROM pg_catalog.pg_database WHERE datname = current_database()");
        }
    }

    private void WriteChangeGrants(ChangeGrants op)
    {
        var target = ObjectReference.OfPrivileges(op.Object)
            ?? throw Unsupported(op.Describe(), "It has no privileges of its own; change those of the object it belongs to.");
        var former = op.From.ToDictionary(grant => (grant.Grantee, grant.Privilege));
        var wanted = op.To.ToDictionary(grant => (grant.Grantee, grant.Privilege));
        var changes = former.Keys.Union(wanted.Keys)
            .Select(key => (key.Grantee, key.Privilege, Change: ChangeOf(former.GetValueOrDefault(key), wanted.GetValueOrDefault(key))))
            .Where(change => change.Change != GrantChange.None)
            .GroupBy(change => (change.Change, change.Grantee))
            .OrderBy(group => group.Key.Change)
            .ThenBy(group => group.Key.Grantee, StringComparer.Ordinal);
        foreach (var group in changes)
        {
            var column = op.Object.Kind == ObjectKind.Column ? $" ({Quote(op.Object.Part!)})" : "";
            var privileges = string.Join(", ", group.Select(change => $"{change.Privilege}{column}").Order(StringComparer.Ordinal));
            var role = group.Key.Grantee is null ? "PUBLIC" : Quote(group.Key.Grantee);
            Add(group.Key.Change switch
            {
                GrantChange.Revoke => $"REVOKE {privileges} ON {target} FROM {role}",
                GrantChange.RevokeOption => $"REVOKE GRANT OPTION FOR {privileges} ON {target} FROM {role}",
                GrantChange.Grant => $"GRANT {privileges} ON {target} TO {role}",
                _ => $"GRANT {privileges} ON {target} TO {role} WITH GRANT OPTION",
            });
        }
    }

    private static GrantChange ChangeOf(Grant? from, Grant? to) => (from, to) switch
    {
        (null or { Revoked: true }, { Revoked: false, Grantable: true }) or ({ Grantable: false }, { Grantable: true }) => GrantChange.GrantWithOption,
        (null or { Revoked: true }, { Revoked: false }) or ({ Revoked: true }, null) => GrantChange.Grant,
        (null or { Revoked: false }, { Revoked: true }) or ({ Revoked: false }, null) => GrantChange.Revoke,
        ({ Grantable: true }, { Grantable: false }) => GrantChange.RevokeOption,
        _ => GrantChange.None,
    };

    /// <summary>What happens to one privilege of one role, in the order of the statements: what goes first, what comes last.</summary>
    private enum GrantChange
    {
        None,
        Revoke,
        RevokeOption,
        Grant,
        GrantWithOption,
    }
}
