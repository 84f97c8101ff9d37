using System.Collections.Immutable;
using Retort.Execution;
using Retort.Planning;
using Retort.Revisions;

namespace Retort;

public sealed partial class Migrator
{
    /// <summary>Writes an upgrade as a script for psql or sqlite3. Opens no connection to the database.</summary>
    /// <param name="range">Where to, or <c>FROM:TO</c>; <c>FROM</c> may name several version rows, separated by commas. Without it the script starts at the base.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ScriptImpossibleException">A revision runs code.</exception>
    public async Task<string> WriteUpgradeScriptAsync(string range = "head", CancellationToken cancellationToken = default)
    {
        var (from, to) = RevisionRange.Parse(range);
        var (graph, rows) = await LoadGraphForScriptAsync(from, range, cancellationToken).ConfigureAwait(false);
        var path = graph.PlanUpgrade(rows, to is null ? ["heads"] : [to]);
        return path.Steps.IsEmpty && !path.Targets.SequenceEqual(path.RowsBefore)
            ? throw RevisionGraph.WrongDirection(range, "downgrade --sql")
            : await WriteScriptAsync(graph, path, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a downgrade as a script for psql or sqlite3. Opens no connection to the database.</summary>
    /// <param name="range"><c>FROM:TO</c>; <c>FROM</c> may name several version rows, separated by commas.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ScriptImpossibleException">A revision runs code.</exception>
    public async Task<string> WriteDowngradeScriptAsync(string range, CancellationToken cancellationToken = default)
    {
        var (from, to) = RevisionRange.Parse(range);
        var (graph, rows) = await LoadGraphForScriptAsync(from ?? "heads", range, cancellationToken).ConfigureAwait(false);
        return await WriteScriptAsync(graph, graph.PlanDowngrade(rows, to ?? "base"), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a stamp as a script for psql or sqlite3. Opens no connection to the database.</summary>
    /// <param name="targets">The revisions to record; <c>base</c> for none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<string> WriteStampScriptAsync(IReadOnlyList<string> targets, CancellationToken cancellationToken = default)
    {
        var graph = await LoadGraphAsync([], targets, cancellationToken).ConfigureAwait(false);
        var rows = graph.PlanStamp([], targets, purge: true);
        return new ScriptWriter(_database.Dialect, _options).WriteStamp($"stamp {Name(rows)}", rows, [.. StampLines(new Journal(_database.Dialect, _options.Tables, _options.Tag), graph, rows)]);
    }

    /// <summary>The graph for a script, and the version rows it starts from.</summary>
    private async Task<(RevisionGraph Graph, ImmutableArray<string> Rows)> LoadGraphForScriptAsync(string? from, string range, CancellationToken cancellationToken)
    {
        var graph = await LoadGraphAsync([], [range], cancellationToken).ConfigureAwait(false);
        ImmutableArray<string> rows = from is null ? [] : graph.ResolveRows(from);
        return (await LoadGraphAsync(rows, [range], cancellationToken).ConfigureAwait(false), rows);
    }

    private async Task<string> WriteScriptAsync(RevisionGraph graph, RevisionPath path, CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(path, serverVersion: null, cancellationToken).ConfigureAwait(false);
        if (plan.Steps.FirstOrDefault(step => step.Statements.Any(statement => statement is CodeStatement)) is { } code)
        {
            throw new ScriptImpossibleException(code);
        }

        var steps = DependsOnCatalogue(plan.Steps) ? await RehearseAsync(graph, plan, cancellationToken).ConfigureAwait(false) : RenderPlain(plan.Steps, statement => statement.Script);
        var title = $"{Journal.WordFor(plan.Direction)} from {Name(plan.From)} to {Name(plan.To)}";
        return new ScriptWriter(_database.Dialect, _options).Write(title, plan.From, steps);
    }

    /// <summary>Replays the revisions up to the start of a plan on an empty scratch database, so that the plan finds the catalogue it expects.</summary>
    private async Task<IReadOnlyList<RenderedStep>> RehearseAsync(RevisionGraph graph, MigrationPlan plan, CancellationToken cancellationToken)
    {
        var before = await PlanAsync(graph.PlanRemaining([], Direction.Upgrade, plan.From), serverVersion: null, cancellationToken).ConfigureAwait(false);
        var scratch = await _database.CreateScratchAsync(copySchema: false, cancellationToken).ConfigureAwait(false);
        await using var disposing = scratch.ConfigureAwait(false);
        return await Rehearsal.RenderAsync(scratch, before.Steps, plan.Steps, statement => statement.Script, cancellationToken).ConfigureAwait(false);
    }

    private static string Name(ImmutableArray<RevisionId> rows) => rows.IsEmpty ? "base" : string.Join(", ", rows);
}
