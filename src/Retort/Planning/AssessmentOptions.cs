using Retort.Linting;

namespace Retort.Planning;

/// <summary>How a plan is judged.</summary>
public sealed record AssessmentOptions
{
    /// <summary>Whether nothing is tried: what statements do is told by the rules of the engine, and the way back is only looked for.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool Offline { get; init; }

    /// <summary>The rules by which the revisions are looked at.</summary>
    /// <value>Default: those of Retort.</value>
    public Linter Linter { get; init; } = new();
}
