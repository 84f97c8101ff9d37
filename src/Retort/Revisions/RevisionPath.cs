using System.Collections.Immutable;

namespace Retort.Revisions;

/// <summary>A way through the graph: the steps from some version rows to others.</summary>
/// <param name="Direction">Which way it goes.</param>
/// <param name="Targets">For an upgrade the targets as ids; for a downgrade the tips of what stays, none for the base.</param>
/// <param name="Steps">The revisions in the order they run, each with its change of the version rows.</param>
/// <param name="RowsBefore">The version rows it starts from, sorted.</param>
/// <param name="RowsAfter">The version rows it ends at, sorted.</param>
public sealed record RevisionPath(
    Direction Direction,
    ImmutableArray<RevisionId> Targets,
    ImmutableArray<RevisionStep> Steps,
    ImmutableArray<RevisionId> RowsBefore,
    ImmutableArray<RevisionId> RowsAfter);
