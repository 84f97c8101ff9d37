namespace Retort.Revisions;

/// <summary>What is wrong with a graph of revisions, or with a question asked of it.</summary>
public enum RevisionProblem
{
    /// <summary>Two files have the same id, or two revisions the same label.</summary>
    Duplicate,

    /// <summary>A revision names a parent or a dependency that no file has.</summary>
    MissingParent,

    /// <summary>Revisions come after themselves.</summary>
    Cycle,

    /// <summary>A label has a character it cannot have, or reads as something else.</summary>
    InvalidLabel,

    /// <summary>A target is not written in any form there is.</summary>
    InvalidTarget,

    /// <summary>A target names no revision.</summary>
    NotFound,

    /// <summary>A target names several revisions.</summary>
    Ambiguous,

    /// <summary>One head is needed, and there are several.</summary>
    MultipleHeads,

    /// <summary>A relative target meets a fork or a merge, or there is no single place to start from.</summary>
    AmbiguousWalk,

    /// <summary>A relative target goes past the first or the last revision.</summary>
    OutOfRange,

    /// <summary>A target cannot be reached from where the database is, or two ends of a range are not on one line.</summary>
    NotRelated,

    /// <summary>A row of the version table is below another one.</summary>
    Overlap,

    /// <summary>The version table has a row that no file has.</summary>
    UnknownRow,

    /// <summary>A new revision would grow from one that has a child already.</summary>
    NeedsSplice,

    /// <summary>A database has to go through revisions that a squash put away, and they are not there.</summary>
    ArchiveMissing,

    /// <summary>Revisions cannot be put together in one.</summary>
    NotSquashable,
}

/// <summary>The revisions do not make a graph, or a target cannot be resolved in it.</summary>
public sealed class RevisionGraphException : RetortException
{
    internal RevisionGraphException(RevisionProblem problem, string message, string? detail = null, string? hint = null)
        : base(CodeOf(problem), message, detail, hint) => Problem = problem;

    /// <summary>What is wrong.</summary>
    public RevisionProblem Problem { get; }

    private static string CodeOf(RevisionProblem problem) => $"RT02{(int)problem + 1:00}";
}
