using System.Collections.Immutable;

namespace Retort.Revisions;

/// <summary>Revisions that can be put together in one, and the place of that one in the graph.</summary>
/// <param name="Members">The revisions, in the order they run.</param>
/// <param name="Last">The one that all others are below: the one that is made of them keeps its id.</param>
internal sealed record SquashRange(ImmutableArray<Revision> Members, Revision Last)
{
    /// <summary>The parents of the first.</summary>
    public required ImmutableArray<RevisionId> Revises { get; init; }

    /// <summary>What the revisions depend on beside each other.</summary>
    public required ImmutableArray<string> DependsOn { get; init; }

    /// <summary>What must be applied before, by all of its ids.</summary>
    public required ImmutableArray<RevisionId> Below { get; init; }

    /// <summary>The labels that any of them declares.</summary>
    public ImmutableArray<string> Labels => [.. Members.SelectMany(member => member.Labels).Distinct(StringComparer.Ordinal)];

    /// <summary>The ids that go: those of the members, and what squashes before this one had put into them.</summary>
    public ImmutableArray<RevisionId> Replaces => [.. Members.SelectMany(member => member.Replaces.Append(member.Id)).Where(id => id != Last.Id).Distinct()];

    /// <summary>The checksums of what had the id of the last one until now.</summary>
    public ImmutableArray<Checksum> Formerly => [Last.Checksum, .. Last.Formerly];
}
