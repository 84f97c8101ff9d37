namespace Retort.Schema;

/// <summary>
/// An object known by the statements that make and remove it, in the canonical form the database gives them: aggregate, range type, rule,
/// policy, event trigger, extended statistics, publication, default privileges, collation (PostgreSQL). One that differs is removed and made again.
/// </summary>
/// <param name="Id">What tells it from all others.</param>
/// <param name="Create">What makes it: a statement, or several divided by semicolons.</param>
/// <param name="Drop">What removes it.</param>
public sealed record ScriptedObject(ObjectId Id, string Create, string Drop) : SchemaObject
{
    /// <inheritdoc/>
    public override ObjectId Id { get; } = Id;
}
