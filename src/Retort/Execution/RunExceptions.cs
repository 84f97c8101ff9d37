using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Operations;
using Retort.Planning;
using Retort.Revisions;

namespace Retort.Execution;

/// <summary>The version rows are not what the plan started from, because somebody else changed them after it was made. What is left can be planned again.</summary>
internal sealed class VersionRowsMovedException() : Exception("The version rows were changed by somebody else.");

/// <summary>The code of a <see cref="CodeStatement"/> threw.</summary>
internal sealed class RevisionCodeFailure(CodeStatement statement, Exception inner) : Exception(inner.Message, inner)
{
    public CodeStatement Statement { get; } = statement;
}

/// <summary>
/// The version table was moved by somebody else in a way that makes the plan another one than was agreed to. Nothing more was run.
/// </summary>
public sealed class PlanOutdatedException : RetortException
{
    internal PlanOutdatedException(Direction direction, IReadOnlyList<RevisionId> planned, IReadOnlyList<RevisionId> found, IEnumerable<RevisionId> unexpected)
        : base(
            "RT0505",
            $"The database was migrated by somebody else since this {Journal.WordFor(direction)} was planned.",
            $"It was at {Name(planned)} and is at {Name(found)}; the run would now include {string.Join(", ", unexpected.Select(id => $"\"{id}\""))}.",
            "Look at `retort current`, then run the command again.") => Found = [.. found];

    /// <summary>The version rows that were found.</summary>
    public ImmutableArray<RevisionId> Found { get; }

    private static string Name(IReadOnlyList<RevisionId> rows) => rows.Count == 0 ? "the base" : string.Join(", ", rows.Select(id => $"\"{id}\""));
}

/// <summary>An interrupted run left another revision applied in part. Nothing was run.</summary>
public sealed class HalfAppliedException : RetortException
{
    internal HalfAppliedException(InterruptedRevision interrupted, IReadOnlyList<RevisionId> rows)
        : base(
            "RT0509",
            $"An interrupted {Journal.WordFor(interrupted.Direction)} left revision \"{interrupted.Revision}\" applied in part.",
            null,
            $"Finish it with `{interrupted.Command}`; or clean up by hand and record where the database is with `retort stamp {(rows.Count == 0 ? "base" : string.Join(' ', rows))}`.") => Revision = interrupted.Revision;

    /// <summary>The id of the revision.</summary>
    public string Revision { get; }
}

/// <summary>A revision that was applied in part was edited before it was finished. Nothing more was run.</summary>
public sealed class EditedWhileHalfAppliedException : RetortException
{
    internal EditedWhileHalfAppliedException(RevisionStep step, int statement)
        : base(
            "RT0506",
            $"Revision \"{step.Revision.Id}\" ({step.Revision.Source}) was edited after a part of it had been applied.",
            $"Statement {statement} is not the one that was run then, so the rest cannot be continued from there.",
            $"Bring the file back as it was and run the command again; or finish by hand and record it with `retort stamp {step.Revision.Id}`.") => Revision = step.Revision;

    /// <summary>The revision.</summary>
    public Revision Revision { get; }
}

/// <summary>A statement reported success, yet the catalogue says that it did not have its effect.</summary>
public sealed class StatementWithoutEffectException : RetortException
{
    internal StatementWithoutEffectException(SqlStatement statement)
        : base(
            "RT0507",
            "The statement succeeded without effect: the object is missing or invalid.",
            statement.Sql,
            "With IF NOT EXISTS an invalid object of that name is left as it is. Drop it, then run the command again.") => Statement = statement;

    /// <summary>The statement.</summary>
    public SqlStatement Statement { get; }
}

/// <summary>The version table and the history table are missing, and the database did not let them be created.</summary>
public sealed class VersionTablesNotCreatedException : RetortException
{
    internal VersionTablesNotCreatedException(VersionTables tables, StatementException inner)
        : base(
            "RT0510",
            $"The tables \"{tables.Version}\" and \"{tables.History}\" cannot be created: {inner.Message}",
            inner.Detail,
            "Give the user the right to create them; or let another user run `retort ensure-version` and grant SELECT, INSERT, UPDATE and DELETE on both.",
            inner)
    {
    }
}

/// <summary>The batches of a backfill have no key to go by. Nothing of it was done.</summary>
public sealed class BackfillKeyException : RetortException
{
    internal BackfillKeyException(Backfill backfill, string? nullable)
        : base(
            "RT0512",
            nullable is not null ? $"Table \"{backfill.Table}\" cannot be filled in batches by {nullable}, which may be null."
                : backfill.Key.IsEmpty ? $"Table \"{backfill.Table}\" cannot be filled in batches: it has no primary key."
                : $"Table \"{backfill.Table}\" cannot be filled in batches by {string.Join(", ", backfill.Key)}: not all of these columns are there.",
            null,
            "Name columns that are not null and that an index begins with: key: [\"tenant\", \"number\"] in C#, -- retort: backfill by tenant, number in SQL.") => Backfill = backfill;

    /// <summary>The backfill.</summary>
    public Backfill Backfill { get; }
}
