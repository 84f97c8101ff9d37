using System.Collections.Immutable;
using Retort.Revisions;

namespace Retort;

/// <content>Which graph a database is in: that of the revisions in force, or one in which revisions that a squash replaced are there again.</content>
public sealed partial class Migrator
{
    private IReadOnlyList<Revision>? _archive;

    /// <summary>Loads the graph for what is asked of the database, and reads its version rows.</summary>
    /// <param name="names">The targets; a replaced revision among them brings those of its squash back.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    private async Task<(RevisionGraph Graph, ImmutableArray<string> Rows)> LoadGraphAndVersionRowsAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var (graph, rows) = await LoadGraphAndAsync(
            () => OnSessionAsync(session => ReadVersionRowsAsync(session, cancellationToken), cancellationToken), cancellationToken).ConfigureAwait(false);

        // One that is applied in part is in no row.
        IEnumerable<string> interrupted = graph.HasReplacements ? (await FindInterruptedAsync(cancellationToken).ConfigureAwait(false)).Select(one => one.Revision) : [];
        return (await LoadGraphAsync(rows, names.Concat(interrupted), cancellationToken).ConfigureAwait(false), [.. rows]);
    }

    /// <summary>Loads the graph of the revisions in force and reads something of the database, side by side.</summary>
    private async Task<(RevisionGraph Graph, T Read)> LoadGraphAndAsync<T>(Func<Task<T>> read, CancellationToken cancellationToken)
    {
        var loading = _graph is { } known ? Task.FromResult(known) : Task.Run(() => LoadGraphAsync(cancellationToken), cancellationToken);
        try
        {
            var result = await read().ConfigureAwait(false);
            return (await loading.ConfigureAwait(false), result);
        }
        catch (RetortException)
        {
            await loading.ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Loads the graph for a plan that starts at these version rows.</summary>
    internal async Task<RevisionGraph> LoadGraphAsync(IReadOnlyList<string> rows, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var graph = await LoadGraphWithAsync(rows.Concat(names), cancellationToken).ConfigureAwait(false);
        return _options.IsScratch || graph.FindAbove(rows) is null ? graph : graph.ReopenAbove(await ReadArchiveAsync(cancellationToken).ConfigureAwait(false), rows);
    }

    /// <summary>Loads the graph in which revisions are that are named, replaced or not.</summary>
    private async Task<RevisionGraph> LoadGraphWithAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var graph = await LoadGraphAsync(cancellationToken).ConfigureAwait(false);
        return graph.HasReplacements && graph.ReplacedAmong(names) is { IsEmpty: false } replaced ? graph.Reopen(await ReadArchiveAsync(cancellationToken).ConfigureAwait(false), replaced) : graph;
    }

    private async Task<IReadOnlyList<Revision>> ReadArchiveAsync(CancellationToken cancellationToken) =>
        _archive ??= await _revisions.ReadReplacedAsync(cancellationToken).ConfigureAwait(false);
}
