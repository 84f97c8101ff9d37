using System.Collections.Immutable;
using Retort.Revisions;

namespace Retort.Execution;

/// <summary>What a run did.</summary>
/// <param name="Direction">Which way it went.</param>
/// <param name="Steps">The revisions it ran, in order; those that another runner had done by then are not among them.</param>
/// <param name="Current">The rows of the version table at the end.</param>
/// <param name="Duration">How long it took, waiting included.</param>
public sealed record MigrationReport(Direction Direction, ImmutableArray<RevisionReport> Steps, ImmutableArray<RevisionId> Current, TimeSpan Duration);

/// <summary>One revision of a run.</summary>
/// <param name="Revision">The revision.</param>
/// <param name="Statements">How many statements it ran; those that an earlier, interrupted run had done are not counted.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Transactional">Whether it ran in one transaction.</param>
public sealed record RevisionReport(Revision Revision, int Statements, TimeSpan Duration, bool Transactional);

/// <summary>What a stamp did.</summary>
/// <param name="Before">The rows of the version table before, as they were found; they need not be revisions.</param>
/// <param name="After">The rows after.</param>
public sealed record StampReport(ImmutableArray<string> Before, ImmutableArray<RevisionId> After);
