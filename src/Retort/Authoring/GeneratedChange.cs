using System.Collections.Immutable;
using Retort.Comparison;
using Retort.RevisionFiles;
using Retort.Schema;

namespace Retort.Authoring;

/// <summary>What a new revision must do so that the revisions reach a target.</summary>
public sealed record GeneratedChange
{
    /// <summary>What the revision does, in both directions.</summary>
    public required RevisionBody Body { get; init; }

    /// <summary>What differs and is left as it is.</summary>
    public ImmutableArray<string> Remarks { get; init; } = [];

    /// <summary>What was seen and not compared.</summary>
    public ImmutableArray<UnmanagedObject> Unmanaged { get; init; } = [];

    /// <summary>What is dropped and added here and may be a rename, which only a person can know.</summary>
    public ImmutableArray<RenameSuggestion> Suggestions { get; init; } = [];

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => Body.Upgrade.IsEmpty;
}
