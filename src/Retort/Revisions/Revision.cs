using System.Collections.Immutable;
using Retort.Linting;

namespace Retort.Revisions;

/// <summary>What is known of a revision without running any of its code: its place in the graph and its header.</summary>
public sealed record Revision
{
    /// <summary>The name of the revision, unique in its graph.</summary>
    public required RevisionId Id { get; init; }

    /// <summary>The parents: none for a base, one as a rule, several for a merge revision.</summary>
    public ImmutableArray<RevisionId> Revises { get; init; } = [];

    /// <summary>Ids or branch labels of revisions of other branches that must be applied before this one.</summary>
    public ImmutableArray<string> DependsOn { get; init; } = [];

    /// <summary>The branch labels declared by this revision.</summary>
    public ImmutableArray<string> Labels { get; init; } = [];

    /// <summary>What the revision does, in a line.</summary>
    public string Message { get; init; } = "";

    /// <summary>When the revision was written; <see langword="null"/> when its header does not say.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Whether the revision may run in one transaction.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool Transactional { get; init; } = true;

    /// <summary>The older revisions that this one was made of by a squash; it also takes the place of the last of them, whose id it keeps. A database that is at one of them goes on through their files.</summary>
    public ImmutableArray<RevisionId> Replaces { get; init; } = [];

    /// <summary>The checksums of what had this id before a squash: a database where one of them was run has this revision.</summary>
    public ImmutableArray<Checksum> Formerly { get; init; } = [];

    /// <summary>The lint findings of the revision that are known and accepted.</summary>
    public ImmutableArray<LintSuppression> Ignored { get; init; } = [];

    /// <summary>The file, or the type, that holds the revision.</summary>
    public required SourceLocation Source { get; init; }

    /// <summary>The checksum of what the revision runs.</summary>
    public Checksum Checksum { get; init; }
}
