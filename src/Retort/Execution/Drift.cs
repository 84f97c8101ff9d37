using System.Diagnostics.CodeAnalysis;
using Retort.Comparison;
using Retort.Schema;

namespace Retort.Execution;

/// <summary>What was changed in a database behind its revisions' back.</summary>
public sealed record Drift
{
    /// <summary>Whether there is any.</summary>
    public required bool IsFound { get; init; }

    /// <summary>The schema of the database.</summary>
    public required DatabaseSchema Live { get; init; }

    /// <summary>The version of the server.</summary>
    public required Version ServerVersion { get; init; }

    /// <summary>Whether the revisions were replayed; else the fingerprint that the last run left had to do, and which drift there is cannot be told.</summary>
    [MemberNotNullWhen(true, nameof(Expected), nameof(Difference))]
    [MemberNotNullWhen(false, nameof(Obstacle))]
    public bool IsReplayed => Obstacle is null;

    /// <summary>Why the revisions could not be replayed.</summary>
    public RetortException? Obstacle { get; init; }

    /// <summary>The schema that the applied revisions make, with whatever is not compared as it is in <see cref="Live"/>.</summary>
    public DatabaseSchema? Expected { get; init; }

    /// <summary>What turned <see cref="Expected"/> into <see cref="Live"/>.</summary>
    public SchemaComparison? Difference { get; init; }
}
