namespace Retort.Schema;

/// <summary>A function or a procedure (PostgreSQL).</summary>
/// <param name="Name">The name.</param>
/// <param name="Signature">The types of the arguments that tell it from others of its name, such as <c>integer, text</c>.</param>
public sealed record Routine(ObjectName Name, string Signature) : SchemaObject
{
    /// <inheritdoc/>
    public override ObjectId Id => new(IsProcedure ? ObjectKind.Procedure : ObjectKind.Function, Name, Signature);

    /// <summary>Whether it is a procedure.</summary>
    public bool IsProcedure { get; init; }

    /// <summary>The argument list without parentheses, with names, modes and defaults.</summary>
    public required string Arguments { get; init; }

    /// <summary>What it returns; <see langword="null"/> for a procedure. Two functions of different results cannot replace each other.</summary>
    public string? Returns { get; init; }

    /// <summary>All that follows the argument list, from RETURNS on.</summary>
    public required string Definition { get; init; }
}
