namespace Retort.Schema;

/// <summary>A trigger.</summary>
/// <param name="Table">The table or view it watches.</param>
/// <param name="Name">The name.</param>
public sealed record Trigger(ObjectName Table, string Name) : SchemaObject
{
    /// <inheritdoc/>
    public override ObjectId Id => new(ObjectKind.Trigger, Table, Name);

    /// <summary>When it fires, such as <c>BEFORE INSERT OR UPDATE</c>.</summary>
    public required string Events { get; init; }

    /// <summary>All that follows the table, such as <c>FOR EACH ROW EXECUTE FUNCTION touch()</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Whether it is a constraint trigger (PostgreSQL).</summary>
    public bool IsConstraint { get; init; }

    /// <summary>In which sessions it fires (PostgreSQL).</summary>
    public TriggerFiring Firing { get; init; }
}

/// <summary>In which sessions a trigger or rule fires (PostgreSQL's <c>session_replication_role</c>).</summary>
public enum TriggerFiring
{
    /// <summary>In ordinary ones.</summary>
    Origin,

    /// <summary>In those that apply replicated changes.</summary>
    Replica,

    /// <summary>In all.</summary>
    Always,

    /// <summary>In none.</summary>
    Disabled,
}
