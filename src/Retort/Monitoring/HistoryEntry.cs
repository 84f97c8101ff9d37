namespace Retort.Monitoring;

/// <summary>What was done with a revision.</summary>
public enum HistoryAction
{
    /// <summary>It was applied.</summary>
    Upgrade,

    /// <summary>It was reverted.</summary>
    Downgrade,

    /// <summary>It was recorded as applied without being run.</summary>
    Stamp,

    /// <summary>What contradicted the history was accepted.</summary>
    Repair,
}

/// <summary>What became of it.</summary>
public enum HistoryOutcome
{
    /// <summary>It runs, or was interrupted.</summary>
    Started,

    /// <summary>It was done.</summary>
    Done,

    /// <summary>It failed.</summary>
    Failed,
}

/// <summary>A line of the history of a database: one revision, once.</summary>
public sealed record HistoryEntry
{
    /// <summary>The id of the revision; <c>base</c> when a stamp left none.</summary>
    public required string Revision { get; init; }

    /// <summary>What was done.</summary>
    public required HistoryAction Action { get; init; }

    /// <summary>What became of it.</summary>
    public required HistoryOutcome Outcome { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; <see langword="null"/> when it did not.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How long it took; <see langword="null"/> when it did not end.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The user who ran it.</summary>
    public string? AppliedBy { get; init; }

    /// <summary>The machine it was run from.</summary>
    public string? Host { get; init; }

    /// <summary>The version of the tool.</summary>
    public string? ToolVersion { get; init; }

    /// <summary>The operator's word.</summary>
    public string? Tag { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }
}
