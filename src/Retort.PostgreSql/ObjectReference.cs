using System.Diagnostics;
using Retort.Schema;
using static Retort.PostgreSql.PostgreSqlIdentifier;

namespace Retort.PostgreSql;

/// <summary>The words by which COMMENT, ALTER, DROP and GRANT call an object.</summary>
internal static class ObjectReference
{
    public static string Of(ObjectId id) => id.Kind switch
    {
        ObjectKind.Column => $"COLUMN {Quote(id.Name)}.{Quote(id.Part!)}",
        ObjectKind.Constraint or ObjectKind.Trigger or ObjectKind.Rule or ObjectKind.Policy => $"{Word(id.Kind)} {Quote(id.Part!)} ON {Quote(id.Name)}",
        ObjectKind.Function or ObjectKind.Procedure or ObjectKind.Aggregate => $"{Word(id.Kind)} {Quote(id.Name)}({id.Part})",
        _ => $"{Word(id.Kind)} {Quote(id.Name)}",
    };

    /// <summary>What stands behind ON in GRANT and REVOKE; <see langword="null"/> for what has no privileges.</summary>
    public static string? OfPrivileges(ObjectId id) => id.Kind switch
    {
        ObjectKind.Table or ObjectKind.Column or ObjectKind.View or ObjectKind.MaterializedView => $"TABLE {Quote(id.Name)}",
        ObjectKind.Namespace or ObjectKind.Enum or ObjectKind.Composite or ObjectKind.Domain or ObjectKind.Range or ObjectKind.Sequence
            or ObjectKind.Function or ObjectKind.Procedure or ObjectKind.Aggregate => Of(id),
        _ => null,
    };

    /// <summary>Whether an object has an owner of its own.</summary>
    public static bool HasOwner(ObjectKind kind) => kind is not (ObjectKind.Extension or ObjectKind.Column or ObjectKind.Constraint or ObjectKind.Index
        or ObjectKind.Trigger or ObjectKind.Rule or ObjectKind.Policy or ObjectKind.DefaultPrivileges);

    /// <summary>What ALTER and DROP call a kind.</summary>
    public static string Word(ObjectKind kind) => kind switch
    {
        ObjectKind.Namespace => "SCHEMA",
        ObjectKind.Enum or ObjectKind.Composite or ObjectKind.Range => "TYPE",

        // AGGREGATE wants the arguments of an ordered set divided by ORDER BY, which its signature does not tell.
        ObjectKind.Aggregate => "ROUTINE",
        ObjectKind.MaterializedView => "MATERIALIZED VIEW",
        ObjectKind.EventTrigger => "EVENT TRIGGER",
        ObjectKind.DefaultPrivileges => throw new UnreachableException("Default privileges have no name."),
        _ => kind.ToString().ToUpperInvariant(),
    };
}
