using System.Collections.Immutable;
using System.Globalization;
using Retort.Dialects;
using Retort.Planning;
using Retort.Revisions;

namespace Retort.Execution;

/// <summary>
/// Revisions that are not one transaction. Every statement has a line in the history. Where the statement can be in a
/// transaction, it and its line are committed together, so the line is the truth. Where it cannot, the line says that it was
/// begun, and after a crash its postcondition probe asks the catalogue what came of it. Either way the same command goes on
/// exactly where the last one stopped.
/// </summary>
internal sealed partial class MigrationRun
{
    private bool _leftRemnant;

    private Task RunJournalledAsync(PlannedRevision planned, CancellationToken cancellationToken) =>
        telemetry.RevisionAsync(planned.Step, () => RunInPartsAsync(planned, cancellationToken));

    private async Task RunInPartsAsync(PlannedRevision planned, CancellationToken cancellationToken)
    {
        var step = planned.Step;
        var start = options.TimeProvider.GetTimestamp();
        var lines = await ReadUnfinishedAsync(step, cancellationToken).ConfigureAwait(false);
        var executed = 0;
        _leftRemnant = false;
        var committed = lines.Statements.Values.Any(line => line.Status == Journal.Done);
        try
        {
            RequireUnchanged(planned, lines.Statements);
            await session.BeginRevisionAsync(planned.Statements, cancellationToken).ConfigureAwait(false);
            options.Observer?.RevisionStarted(step, _reports.Count, _count);
            if (!lines.RevisionIsOpen)
            {
                await WriteAsync(step, journal.Begin(step, null, step.Revision.Checksum.Hex), cancellationToken).ConfigureAwait(false);
            }

            var remaining = Enumerable.Range(0, planned.Statements.Length)
                .Where(i => lines.Statements.GetValueOrDefault(i)?.Status != Journal.Done || planned.Statements[i] is SqlStatement { SessionOnly: true });
            foreach (var group in Group(planned.Statements, remaining))
            {
                if (planned.Statements[group[0]].Transactional)
                {
                    await RunGroupAsync(planned, group, cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    await telemetry.StatementAsync(
                        planned.Statements[group[0]], group[0], () => RunOutsideAsync(planned, group[0], lines.Statements, cancellationToken)).ConfigureAwait(false);
                }

                executed += group.Count;
                committed = true;
            }

            await InTransactionAsync(
                [],
                step,
                () => ExecuteAsync(planned, [], journal.ChangeRows(step.Rows), _ => [], [journal.End(step, null, Journal.Done, null)], cancellationToken),
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (VersionRowsMovedException or EditedWhileHalfAppliedException))
        {
            await NoteAsync([journal.End(step, null, Journal.Failed, FailureReport.Describe(e))]).ConfigureAwait(false);
            throw failures.Of(e, planned, committed || _leftRemnant, cancellationToken);
        }

        step.Rows.Apply(_rows);
        Finished(new RevisionReport(step.Revision, executed, options.TimeProvider.GetElapsedTime(start), Transactional: false));
    }

    /// <summary>Neighbours that can share a transaction, together; every other statement alone.</summary>
    private static IEnumerable<List<int>> Group(ImmutableArray<Statement> statements, IEnumerable<int> indexes)
    {
        List<int> group = [];
        foreach (var i in indexes)
        {
            var alone = statements[i] is { Transactional: false } or { CommitAlone: true };
            if (group.Count > 0 && (alone || group[^1] != i - 1))
            {
                yield return group;
                group = [];
            }

            group.Add(i);
            if (alone)
            {
                yield return group;
                group = [];
            }
        }

        if (group.Count > 0)
        {
            yield return group;
        }
    }

    private Task RunGroupAsync(PlannedRevision planned, List<int> group, CancellationToken cancellationToken)
    {
        var clientStart = options.TimeProvider.GetUtcNow();
        return InTransactionAsync(
            [.. group.Select(i => planned.Statements[i])],
            planned.Step,
            async () =>
            {
                await RequireNotDoneAsync(planned.Step, group, cancellationToken).ConfigureAwait(false);
                await ExecuteAsync(
                    planned,
                    group,
                    [],
                    i => [journal.StatementDone(planned.Step, Number(i), ChecksumOf(planned.Statements[i]), clientStart)],
                    [],
                    cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);
    }

    /// <summary>Where a lock cannot keep two runners apart, the other one may have done these statements since the journal was read.</summary>
    private async Task RequireNotDoneAsync(RevisionStep step, List<int> group, CancellationToken cancellationToken)
    {
        if (!session.LockSpansTransactions)
        {
            var lines = await ReadUnfinishedAsync(step, cancellationToken).ConfigureAwait(false);
            if (group.Exists(i => lines.Statements.GetValueOrDefault(i)?.Status == Journal.Done))
            {
                throw new VersionRowsMovedException();
            }
        }
    }

    private async Task RunOutsideAsync(PlannedRevision planned, int index, Dictionary<int, StatementLine> lines, CancellationToken cancellationToken)
    {
        var step = planned.Step;
        var statement = planned.Statements[index];
        var checksum = ChecksumOf(statement);
        var clientStart = options.TimeProvider.GetUtcNow();
        options.Observer?.StatementStarted(step, statement, index, planned.Statements.Length);

        // A line without an outcome was left by a run that died, or was stopped half-way: only the catalogue knows. It has another number when the revision
        // was edited since.
        var wasBegun = lines.Values.Any(line => line.Status == Journal.Started && line.Checksum == checksum);
        var state = statement is SqlStatement left ? await SettleAsync(left, cancellationToken).ConfigureAwait(false) : Effect.Pending;

        // What was there before the statement began cannot tell later what came of it, so it gets its line when it has succeeded.
        var wasThereBefore = state == Effect.Done && !wasBegun;
        if (!wasThereBefore && (lines.GetValueOrDefault(index) is not { Status: Journal.Started } open || open.Checksum != checksum))
        {
            await WriteAsync(step, journal.Begin(step, Number(index), checksum), cancellationToken).ConfigureAwait(false);
        }

        try
        {
            if (statement is BackfillStatement backfill)
            {
                await BackfillAsync(step, index, backfill, cancellationToken).ConfigureAwait(false);
            }
            else if (state == Effect.Pending || wasThereBefore)
            {
                await RunUntilSettledAsync(step, (SqlStatement)statement, wasThereBefore, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (!wasThereBefore)
        {
            _leftRemnant = await LeavesRemnantAsync(step, index, statement, e).ConfigureAwait(false);
            await NoteAsync([journal.End(step, Number(index), _leftRemnant ? Journal.Started : Journal.Failed, FailureReport.Describe(e))]).ConfigureAwait(false);
            throw;
        }

        var outcome = wasThereBefore ? journal.StatementDone(step, Number(index), checksum, clientStart) : journal.End(step, Number(index), Journal.Done, null);
        await WriteAsync(step, outcome, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether a statement that failed left something behind all the same, so that its line stays open. Where that cannot be asked any more, it may have.</summary>
    private async Task<bool> LeavesRemnantAsync(RevisionStep step, int index, Statement statement, Exception failure)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5), options.TimeProvider);
        try
        {
            return statement switch
            {
                BackfillStatement => (await session.QueryAsync(journal.Reached(step, Number(index)), patience.Token).ConfigureAwait(false)).Count > 0,
                SqlStatement { Probe: { } probe } => (await AskAsync(probe, patience.Token).ConfigureAwait(false)).State switch
                {
                    "broken" => true,

                    // Another did what the database refused to do once more.
                    "done" => failure is not StatementException { Failure: StatementFailure.Refused or StatementFailure.Contention },
                    _ => false,
                },
                _ => false,
            };
        }
        catch (Exception e) when (e is StatementException or OperationCanceledException)
        {
            return true;
        }
    }

    private Task RunUntilSettledAsync(RevisionStep step, SqlStatement statement, bool wasThereBefore, CancellationToken cancellationToken)
    {
        var again = false;
        return Contention.OutlastAsync(
            async () =>
            {
                if (again && await SettleAsync(statement, cancellationToken).ConfigureAwait(false) is var effect && (effect == Effect.Completed || effect == Effect.Done && !wasThereBefore))
                {
                    return;
                }

                again = true;
                await session.OutlastOlderTransactionsAsync(statement, cancellationToken).ConfigureAwait(false);
                await session.ExecuteAsync([statement], cancellationToken).ConfigureAwait(false);
                await RequireDoneAsync(statement, cancellationToken).ConfigureAwait(false);
            },
            options,
            Retrying(step),
            cancellationToken);
    }

    private Task WriteAsync(RevisionStep step, SqlStatement line, CancellationToken cancellationToken) =>
        Contention.OutlastAsync(() => session.ExecuteAsync([line], cancellationToken), options, Retrying(step), cancellationToken);

    /// <summary>Asks the catalogue what came of a statement, or of one that wanted the same, and clears a remnant away.</summary>
    private async Task<Effect> SettleAsync(SqlStatement statement, CancellationToken cancellationToken)
    {
        if (statement.Probe is not { } probe)
        {
            return Effect.Pending;
        }

        var (state, remedy) = await AskAsync(probe, cancellationToken).ConfigureAwait(false);
        if (state != "broken")
        {
            return state == "done" ? Effect.Done : Effect.Pending;
        }

        Log.RemnantFound(options.Logger, statement.Sql, remedy);
        await session.ExecuteAsync([new SqlStatement(remedy!) { Transactional = false }], cancellationToken).ConfigureAwait(false);
        return probe.RemedyCompletes ? Effect.Completed : Effect.Pending;
    }

    // IF NOT EXISTS reports success over an invalid index that was already there.
    private async Task RequireDoneAsync(SqlStatement statement, CancellationToken cancellationToken)
    {
        if (statement.Probe is { } probe && (await AskAsync(probe, cancellationToken).ConfigureAwait(false)).State != "done")
        {
            throw new StatementWithoutEffectException(statement);
        }
    }

    private async Task<(string State, string? Remedy)> AskAsync(PostconditionProbe probe, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(probe.Query, cancellationToken).ConfigureAwait(false);
        return ((string)rows[0][0]!, rows[0][1] as string);
    }

    private async Task<UnfinishedLines> ReadUnfinishedAsync(RevisionStep step, CancellationToken cancellationToken)
    {
        var revisionIsOpen = false;
        var statements = new Dictionary<int, StatementLine>();
        foreach (var row in await session.QueryAsync(journal.Unfinished(step.Revision.Id.Value), cancellationToken).ConfigureAwait(false))
        {
            if (row[0] is null)
            {
                revisionIsOpen = row[2] is Journal.Started;
            }
            else
            {
                statements[Convert.ToInt32(row[0], CultureInfo.InvariantCulture) - 1] = new StatementLine((string)row[1]!, (string)row[2]!);
            }
        }

        return new UnfinishedLines(revisionIsOpen, statements);
    }

    private static void RequireUnchanged(PlannedRevision planned, Dictionary<int, StatementLine> lines)
    {
        foreach (var (index, line) in lines)
        {
            if (line.Status == Journal.Done && (index >= planned.Statements.Length || ChecksumOf(planned.Statements[index]) != line.Checksum))
            {
                throw new EditedWhileHalfAppliedException(planned.Step, Number(index));
            }
        }
    }

    private static string ChecksumOf(Statement statement) => Checksum.OfTokens([statement.Text]).Hex;

    private static int Number(int index) => index + 1;

    private enum Effect
    {
        Pending,
        Done,

        /// <summary>It was done half-way, and clearing that away did the rest.</summary>
        Completed,
    }

    private sealed record StatementLine(string Checksum, string Status);

    private sealed record UnfinishedLines(bool RevisionIsOpen, Dictionary<int, StatementLine> Statements);
}
