using System.Collections.Immutable;
using System.Globalization;
using Retort.Dialects;
using Retort.Execution;
using Retort.Monitoring;
using Retort.Revisions;

namespace Retort;

public sealed partial class Migrator
{
    /// <summary>
    /// Tells where the database stands: its revisions, what is pending, who ran what last, who is running, and what is wrong. All of it is read at one moment. Takes no
    /// lock, waits for none, and creates nothing.
    /// </summary>
    /// <param name="withHistory">Whether the whole history is read, or only its last line.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="RetortException">The revisions cannot be read.</exception>
    /// <exception cref="DatabaseConnectionException">The database cannot be reached.</exception>
    /// <exception cref="StatementException">Another session keeps everybody from reading, or the role may not read.</exception>
    public async Task<DatabaseStatus> ReadStatusAsync(bool withHistory = false, CancellationToken cancellationToken = default)
    {
        var (_, seen) = await LoadGraphAndAsync(() => ObserveAsync(withHistory, cancellationToken), cancellationToken).ConfigureAwait(false);
        var graph = await LoadGraphAsync(seen.Rows, seen.Interrupted.Select(one => one.Revision), cancellationToken).ConfigureAwait(false);
        var known = seen.Rows.Where(row => RevisionId.TryParse(row, out var id) && graph.TryGet(id, out _)).ToImmutableArray();
        ImmutableArray<string> unknown = [.. seen.Rows.Except(known, StringComparer.Ordinal)];
        var applied = graph.AppliedBy(known);
        return new DatabaseStatus
        {
            Address = _database.DisplayName,
            Engine = _database.Dialect.Engine,
            ServerVersion = seen.ServerVersion,
            Figures = seen.Figures,
            Rows = seen.Rows,
            Current = [.. graph.Revisions.Where(revision => known.Contains(revision.Id.Value, StringComparer.Ordinal))],
            Heads = graph.Heads,
            Pending = unknown.IsEmpty ? [.. graph.Revisions.Where(revision => !applied.Contains(revision.Id))] : [],
            Unknown = unknown,
            Overlapping = [.. known.Where(row => graph.AppliedBy(known.Where(other => other != row)).Any(id => id.Value == row))],
            Interrupted = seen.Interrupted,
            Faults = FindFaults(graph, seen.Rows, applied, seen.LastDone),
            LastRun = seen.History.FirstOrDefault(entry => entry.Action != HistoryAction.Repair),
            History = withHistory ? seen.History : [],
            LockHolder = seen.LockHolder,
        };
    }

    /// <summary>What is in the database, at one moment.</summary>
    private sealed record Observation(Version ServerVersion, DatabaseFigures Figures, LockHolder? LockHolder)
    {
        public ImmutableArray<string> Rows { get; init; } = [];

        public ImmutableArray<InterruptedRevision> Interrupted { get; init; } = [];

        public IReadOnlyList<object?[]> LastDone { get; init; } = [];

        public ImmutableArray<HistoryEntry> History { get; init; } = [];
    }

    /// <summary>Looks through a session of its own: that of a run is patient.</summary>
    private async Task<Observation> ObserveAsync(bool withHistory, CancellationToken cancellationToken)
    {
        var session = await _database.OpenReadingAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        var observation = new Observation(
            session.ServerVersion,
            await session.ReadFiguresAsync(_options.ReadScope, cancellationToken).ConfigureAwait(false),
            await session.FindLockHolderAsync(_options.Tables.Version, cancellationToken).ConfigureAwait(false));
        if (await session.FindTableAsync(_options.Tables.Version, cancellationToken).ConfigureAwait(false) is not null)
        {
            observation = observation with { Rows = [.. await ReadVersionRowsAsync(session, cancellationToken).ConfigureAwait(false)] };
        }

        if (await FindJournalAsync(session, cancellationToken).ConfigureAwait(false) is { } journal)
        {
            observation = observation with
            {
                Interrupted = await FindInterruptedAsync(session, journal, cancellationToken).ConfigureAwait(false),
                LastDone = await session.QueryAsync(journal.LastDone(), cancellationToken).ConfigureAwait(false),
                History = [.. (await session.QueryAsync(withHistory ? journal.History() : journal.LastRun(), cancellationToken).ConfigureAwait(false)).Select(EntryOf)],
            };
        }

        await session.RollbackAsync(cancellationToken).ConfigureAwait(false);
        return observation;
    }

    private static HistoryEntry EntryOf(object?[] row) => new()
    {
        Revision = (string)row[0]!,
        Action = Enum.Parse<HistoryAction>((string)row[1]!, ignoreCase: true),
        Outcome = Enum.Parse<HistoryOutcome>((string)row[2]!, ignoreCase: true),
        StartedAt = MomentOf(row[3])!.Value,
        FinishedAt = MomentOf(row[4]),
        Duration = row[5] is { } milliseconds ? TimeSpan.FromMilliseconds(Convert.ToInt64(milliseconds, CultureInfo.InvariantCulture)) : null,
        AppliedBy = row[6] as string,
        Host = row[7] as string,
        ToolVersion = row[8] as string,
        Tag = row[9] as string,
        Error = row[10] as string,
    };

    /// <summary>A moment of the history, which SQLite keeps as text.</summary>
    private static DateTimeOffset? MomentOf(object? value) => value switch
    {
        DateTime moment => new DateTimeOffset(moment),
        string text => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
        _ => null,
    };
}
