using Retort.Planning;
using Retort.Revisions;

namespace Retort.Execution;

/// <summary>The code of a revision threw while it described its changes. Nothing was run.</summary>
public sealed class RevisionCodeException : RetortException
{
    internal RevisionCodeException(RevisionStep step, Exception inner)
        : base(
            "RT0503",
            $"Revision \"{step.Revision.Id}\" ({step.Revision.Source}) threw {inner.GetType().Name} in its {Journal.WordFor(step.Direction)}: {inner.Message}",
            inner.StackTrace?.Split('\n', 2)[0].Trim(),
            "Correct the revision. Nothing was run.",
            inner) => Revision = step.Revision;

    /// <summary>The revision.</summary>
    public Revision Revision { get; }
}

/// <summary>A run was to be one transaction, but a statement of it cannot be. Nothing was run.</summary>
public sealed class NotInOneTransactionException : RetortException
{
    internal NotInOneTransactionException(PlannedRevision planned)
        : base(
            "RT0504",
            $"Revision \"{planned.Step.Revision.Id}\" ({planned.Step.Revision.Source}) cannot be part of one transaction for the whole run.",
            planned.Statements.FirstOrDefault(statement => !statement.Transactional || statement.CommitAlone)?.Text,
            "Set \"transaction\": \"perRevision\" in retort.json, or upgrade to the revision before it first.") => Revision = planned.Step.Revision;

    /// <summary>The revision.</summary>
    public Revision Revision { get; }
}

/// <summary>A revision runs code, which no script can hold.</summary>
public sealed class ScriptImpossibleException : RetortException
{
    internal ScriptImpossibleException(PlannedRevision planned)
        : base(
            "RT0508",
            $"Revision \"{planned.Step.Revision.Id}\" ({planned.Step.Revision.Source}) runs code, which cannot be written as SQL.",
            planned.Statements.OfType<CodeStatement>().First().Text.TrimStart('-', ' '),
            "Write a script up to the revision before it, run `retort upgrade` over this one, and go on with a script from there.") => Revision = planned.Step.Revision;

    /// <summary>The revision.</summary>
    public Revision Revision { get; }
}
