using System.Collections.Immutable;
using Retort.Operations;
using Retort.Revisions;

namespace Retort.Planning;

/// <summary>How revisions are put into transactions.</summary>
public enum TransactionMode
{
    /// <summary>Each revision in one transaction.</summary>
    PerRevision,

    /// <summary>All revisions of the run in one transaction.</summary>
    All,

    /// <summary>Each statement on its own, journalled so that a run can be resumed.</summary>
    None,
}

/// <summary>What a run will do: which revisions, in which order, and every statement of them. Pure data: print it, judge it.</summary>
public sealed record MigrationPlan
{
    /// <summary>Which way the run goes.</summary>
    public required Direction Direction { get; init; }

    /// <summary>The targets, resolved: a relative target such as <c>+1</c> has become the revision it meant. For a downgrade the tips of what stays.</summary>
    public required ImmutableArray<RevisionId> Targets { get; init; }

    /// <summary>The rows of the version table the plan starts from.</summary>
    public required ImmutableArray<RevisionId> From { get; init; }

    /// <summary>The rows of the version table after the run.</summary>
    public required ImmutableArray<RevisionId> To { get; init; }

    /// <summary>The revisions in the order they run.</summary>
    public required ImmutableArray<PlannedRevision> Steps { get; init; }

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => Steps.IsEmpty;
}

/// <summary>A revision of a plan.</summary>
/// <param name="Step">The revision, the direction and the change of the version table.</param>
/// <param name="Operations">What the revision asked for.</param>
/// <param name="Statements">What will be run.</param>
public sealed record PlannedRevision(RevisionStep Step, ImmutableArray<Operation> Operations, ImmutableArray<Statement> Statements)
{
    /// <summary>Whether the whole revision runs in one transaction; else it is journalled statement by statement.</summary>
    public bool Transactional => Statements.All(statement => statement is { Transactional: true, CommitAlone: false });
}
