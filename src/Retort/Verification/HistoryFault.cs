using Retort.Revisions;

namespace Retort.Verification;

/// <summary>How the files, the version table and the history of a database contradict each other.</summary>
public enum HistoryFaultKind
{
    /// <summary>The file of an applied revision does something else than what was run.</summary>
    Edited,

    /// <summary>A revision is applied, and no file has it.</summary>
    Missing,

    /// <summary>The history says that a revision was applied last; the version table does not have it.</summary>
    NotRecorded,

    /// <summary>The history says that a revision was reverted last; the version table has it.</summary>
    NotReverted,
}

/// <summary>A contradiction between the files, the version table and the history of a database.</summary>
/// <param name="Kind">What contradicts what.</param>
/// <param name="Id">The revision.</param>
/// <param name="Revision">The revision as its file has it; <see langword="null"/> when none does.</param>
public sealed record HistoryFault(HistoryFaultKind Kind, string Id, Revision? Revision)
{
    /// <summary>Whether it can be accepted: a missing revision that the version table names must be stamped away instead.</summary>
    public required bool CanBeAccepted { get; init; }

    /// <summary>The contradiction in a sentence.</summary>
    public string Message => Kind switch
    {
        HistoryFaultKind.Edited => $"{Id} was edited after it was applied: {Revision!.Source}",
        HistoryFaultKind.Missing when CanBeAccepted => $"{Id} was applied, and no file has it",
        HistoryFaultKind.Missing => $"{Id} is where the version table says the database is, and no file has it",
        HistoryFaultKind.NotRecorded => $"{Id} was applied last, and is not in the version table",
        _ => $"{Id} was reverted last, and is in the version table",
    };
}
