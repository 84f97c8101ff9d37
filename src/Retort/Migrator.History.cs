using System.Collections.Immutable;
using System.Globalization;
using Retort.Execution;
using Retort.Revisions;
using Retort.Verification;

namespace Retort;

public sealed partial class Migrator
{
    /// <summary>
    /// Finds where the files, the version table and the history contradict each other: applied revisions that were edited since, or have no file, and revisions that were
    /// applied or reverted by a run while the version table says otherwise. Of what was before the last stamp the history is not asked. Takes no lock; changes nothing.
    /// </summary>
    public async Task<ImmutableArray<HistoryFault>> FindHistoryFaultsAsync(CancellationToken cancellationToken = default)
    {
        var (graph, rows) = await LoadGraphAndVersionRowsAsync(cancellationToken).ConfigureAwait(false);
        var last = await OnSessionAsync(session => QueryHistoryAsync(session, journal => journal.LastDone(), cancellationToken), cancellationToken).ConfigureAwait(false);
        return FindFaults(graph, rows, graph.Applied([.. rows.Where(row => RevisionId.TryParse(row, out var id) && graph.TryGet(id, out _))]).Select(revision => revision.Id).ToHashSet(), last);
    }

    private static ImmutableArray<HistoryFault> FindFaults(RevisionGraph graph, ImmutableArray<string> rows, HashSet<RevisionId> applied, IReadOnlyList<object?[]> last)
    {
        var files = graph.Revisions.ToDictionary(revision => revision.Id.Value, StringComparer.Ordinal);
        return
        [
            .. rows.Where(row => !files.ContainsKey(row)).Select(row => new HistoryFault(HistoryFaultKind.Missing, row, null) { CanBeAccepted = false }),
            .. from line in last
               let id = (string)line[0]!
               where !rows.Contains(id, StringComparer.Ordinal) || files.ContainsKey(id)
               let file = files.GetValueOrDefault(id)
               let isReplaced = file is null && RevisionId.TryParse(id, out var known) && graph.TryFindReplacement(known, out _)
               let kind = FaultOf(file, file is not null && applied.Contains(file.Id), (string)line[1]!, line[2] as string, Convert.ToBoolean(line[3], CultureInfo.InvariantCulture), isReplaced)
               where kind is not null
               select new HistoryFault(kind.Value, id, files.GetValueOrDefault(id)) { CanBeAccepted = true },
        ];
    }

    /// <summary>
    /// Accepts contradictions: the files as they are now count as what was run, and what the history says against the version table is forgotten. Lines are added to the
    /// history, none is changed.
    /// </summary>
    /// <returns>Those that were accepted.</returns>
    public async Task<ImmutableArray<HistoryFault>> AcceptHistoryFaultsAsync(CancellationToken cancellationToken = default)
    {
        ImmutableArray<HistoryFault> accepted = [.. (await FindHistoryFaultsAsync(cancellationToken).ConfigureAwait(false)).Where(fault => fault.CanBeAccepted)];
        if (!accepted.IsEmpty)
        {
            await AloneAsync(
                async session =>
                {
                    var journal = new Journal(_database.Dialect, await EnsureVersionTablesAsync(session, cancellationToken).ConfigureAwait(false), _options.Tag);
                    await InTransactionAsync(
                        session,
                        [],
                        () => session.ExecuteAsync([.. accepted.Select(fault => journal.Repaired(fault.Id, fault.Kind == HistoryFaultKind.Edited ? fault.Revision!.Checksum.Hex : null))], cancellationToken),
                        cancellationToken).ConfigureAwait(false);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }

        return accepted;
    }

    private static HistoryFaultKind? FaultOf(Revision? file, bool isApplied, string direction, string? checksum, bool isSinceStamp, bool isReplaced)
    {
        var (upgraded, reverted) = (direction == Journal.WordFor(Direction.Upgrade), direction == Journal.WordFor(Direction.Downgrade));
        return (file, isApplied) switch
        {
            (null, _) when isReplaced => null,
            (null, _) => upgraded && isSinceStamp ? HistoryFaultKind.Missing : null,
            (_, false) => upgraded && isSinceStamp ? HistoryFaultKind.NotRecorded : null,
            (_, true) when reverted => isSinceStamp ? HistoryFaultKind.NotReverted : null,
            (_, true) => checksum is not null && checksum != file.Checksum.Hex && !file.Formerly.Any(former => former.Hex == checksum) ? HistoryFaultKind.Edited : null,
        };
    }
}
