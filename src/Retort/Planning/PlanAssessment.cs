using System.Collections.Immutable;
using Retort.Linting;
using Retort.Revisions;
using Retort.Schema;

namespace Retort.Planning;

/// <summary>How much can go wrong when a plan is run.</summary>
public enum Risk
{
    /// <summary>Nothing is changed.</summary>
    None,

    /// <summary>Nothing is lost, and nobody waits for long.</summary>
    Low,

    /// <summary>Others wait while rows are read or written, or something is not known.</summary>
    Medium,

    /// <summary>Data is lost, or others wait for long.</summary>
    High,
}

/// <summary>About how long a statement takes.</summary>
public enum DurationClass
{
    /// <summary>It is not known.</summary>
    Unknown,

    /// <summary>Less than a second.</summary>
    Instant,

    /// <summary>Less than a minute.</summary>
    Seconds,

    /// <summary>Less than an hour.</summary>
    Minutes,

    /// <summary>An hour or more.</summary>
    Hours,
}

/// <summary>What is known of the way back.</summary>
public enum WayBack
{
    /// <summary>The plan is a downgrade itself.</summary>
    None,

    /// <summary>There is a downgrade of each revision; it was not tried.</summary>
    Untried,

    /// <summary>The downgrades ran in the scratch database and gave the schema back as it was.</summary>
    Proved,

    /// <summary>The downgrades ran in the scratch database and left a difference, or one of them failed.</summary>
    Fails,

    /// <summary>A revision has none.</summary>
    Missing,
}

/// <summary>What a plan does to a database: judged, statement by statement, on the schema and the sizes of the live one. Pure data.</summary>
public sealed record PlanAssessment
{
    /// <summary>The plan.</summary>
    public required MigrationPlan Plan { get; init; }

    /// <summary>The highest risk of its revisions.</summary>
    public required Risk Risk { get; init; }

    /// <summary>Why, in sentences for a person who knows no SQL; the worst first.</summary>
    public required ImmutableArray<string> Reasons { get; init; }

    /// <summary>The revisions, in the order they run.</summary>
    public required ImmutableArray<AssessedRevision> Revisions { get; init; }

    /// <summary>What is known of the way back.</summary>
    public required WayBack WayBack { get; init; }
}

/// <summary>A revision of an assessed plan.</summary>
/// <param name="Planned">The revision as it is planned.</param>
/// <param name="Statements">Its statements.</param>
/// <param name="Risk">The risk of it alone.</param>
/// <param name="Reasons">Why, in sentences; the worst first.</param>
public sealed record AssessedRevision(PlannedRevision Planned, ImmutableArray<AssessedStatement> Statements, Risk Risk, ImmutableArray<string> Reasons)
{
    /// <summary>What lint says of the revision as a whole.</summary>
    public ImmutableArray<Finding> Findings { get; init; } = [];
}

/// <summary>A statement of an assessed plan.</summary>
/// <param name="Statement">The statement.</param>
/// <param name="Effects">What it locks, rewrites, scans and drops.</param>
public sealed record AssessedStatement(Statement Statement, StatementEffects Effects)
{
    /// <summary>The SQL of it.</summary>
    public ImmutableArray<string> Sql => Effects.Written.IsEmpty ? [Statement.Shown] : Effects.Written;

    /// <summary>The relation that matters most: what is rewritten, else scanned, else locked most.</summary>
    public ObjectName? Relation { get; init; }

    /// <summary>How large it is in the live database; <see langword="null"/> when it is not there or that is not known.</summary>
    public RelationSize? Size { get; init; }

    /// <summary>What is lost, in words: <c>column "b" of table "t"</c>.</summary>
    public ImmutableArray<string> Losses { get; init; } = [];

    /// <summary>About how long it takes.</summary>
    public DurationClass Duration { get; init; }

    /// <summary>What lint says of it, on the schema and the sizes of the live database.</summary>
    public ImmutableArray<Finding> Findings { get; init; } = [];

    /// <summary>Why the database refused it when it was tried; <see langword="null"/> when it did not.</summary>
    public string? Refusal { get; init; }

    /// <summary>Whether data is lost.</summary>
    public bool IsDestructive => !Losses.IsEmpty;
}
