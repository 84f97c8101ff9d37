using Retort.Comparison;
using Retort.Dialects;
using Retort.Execution;
using Retort.Planning;
using Retort.Schema;
using Retort.Verification;

namespace Retort;

public sealed partial class Migrator
{
    /// <summary>Tries a plan, with a few rows in the tables it is about. What is refused then may be so only because of rows that were made up, and is tried once more without any.</summary>
    private async Task<(IReadOnlyList<IReadOnlyList<Trial>> Tried, WayBack WayBack)> TryAsync(
        MigrationPlan plan, IReadOnlyList<PlannedRevision>? back, DatabaseSchema schema, Version serverVersion, CancellationToken cancellationToken)
    {
        var foreseen = Foresee(plan, schema, serverVersion);
        var (tried, wayBack) = await TryAsync(plan, back, TablesOf(plan, foreseen, schema), cancellationToken).ConfigureAwait(false);
        if (IsRefused(tried))
        {
            (tried, wayBack) = await TryAsync(plan, back, [], cancellationToken).ConfigureAwait(false);
        }

        return ([.. tried.Zip(foreseen, (step, rules) => (IReadOnlyList<Trial>)[.. step.Zip(rules, Complete)])], wayBack);
    }

    private async Task<(IReadOnlyList<IReadOnlyList<Trial>> Tried, WayBack WayBack)> TryAsync(
        MigrationPlan plan, IReadOnlyList<PlannedRevision>? back, HashSet<ObjectName> filled, CancellationToken cancellationToken)
    {
        var scratch = await _database.CreateScratchAsync(copySchema: true, cancellationToken).ConfigureAwait(false);
        await using var disposing = scratch.ConfigureAwait(false);
        var before = await ReadSchemaAsync(scratch, cancellationToken).ConfigureAwait(false);
        await FillAsync(scratch, before, filled, cancellationToken).ConfigureAwait(false);
        var tried = await TryAsync(scratch, plan.Steps, cancellationToken).ConfigureAwait(false);
        if (back is null)
        {
            return (tried, WayBack.Missing);
        }

        // Code is not run in a scratch database, so that nobody knows what its downgrade would find.
        if (IsRefused(tried) || back.Concat(plan.Steps).SelectMany(step => step.Statements).Any(statement => statement is CodeStatement))
        {
            return (tried, WayBack.Untried);
        }

        var undone = await TryAsync(scratch, back, cancellationToken).ConfigureAwait(false);
        var after = await ReadSchemaAsync(scratch, cancellationToken).ConfigureAwait(false);
        var isBack = !IsRefused(undone) && SchemaComparer.Compare(after, before, _database.Dialect).AreEqual;
        return (tried, isBack ? WayBack.Proved : WayBack.Fails);
    }

    /// <summary>The tables that a plan is about: those it is foreseen to lock or read, and those that its statements name.</summary>
    private static HashSet<ObjectName> TablesOf(MigrationPlan plan, IEnumerable<IReadOnlyList<Trial>> foreseen, DatabaseSchema schema)
    {
        var tables = foreseen.SelectMany(step => step).SelectMany(one => one.Effects.Locks.Select(held => held.Relation).Concat(one.Effects.Scans)).ToHashSet();
        string[] texts = [.. plan.Steps.SelectMany(step => step.Statements).Select(statement => statement.Text)];
        tables.UnionWith(schema.Tables.Select(table => table.Name).Where(table => Array.Exists(texts, text => text.Contains(table.Name, StringComparison.OrdinalIgnoreCase))));
        return tables;
    }

    private async Task FillAsync(IDatabase scratch, DatabaseSchema schema, HashSet<ObjectName> tables, CancellationToken cancellationToken)
    {
        if (tables.Count == 0)
        {
            return;
        }

        var session = await scratch.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        foreach (var table in await new SampleRows(session, scratch.Dialect, schema).FillAsync(tables, cancellationToken).ConfigureAwait(false))
        {
            Log.NotFilled(_options.Logger, table);
        }
    }

    /// <summary>What was seen, with what cannot be seen: where no row could be made for a table, nothing may be read on the other side of its foreign key.</summary>
    private static Trial Complete(Trial seen, Trial ruled) =>
        seen.Effects.Source == EffectSource.Unknown ? ruled with { Refusal = seen.Refusal }
        : seen.Effects.Scans.IsEmpty ? seen
        : seen with { Effects = seen.Effects with { Scans = [.. seen.Effects.Scans.Union(ruled.Effects.Scans)] } };

    /// <summary>Runs steps and tells what each statement did. After one that the database refuses, nothing more is run.</summary>
    private static async Task<IReadOnlyList<IReadOnlyList<Trial>>> TryAsync(IDatabase scratch, IReadOnlyList<PlannedRevision> steps, CancellationToken cancellationToken)
    {
        var observer = await scratch.OpenObserverAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = observer.ConfigureAwait(false);
        var (tried, isRefused) = (new List<IReadOnlyList<Trial>>(), false);
        foreach (var planned in steps)
        {
            var effects = new List<Trial>();
            await observer.BeginRevisionAsync(cancellationToken).ConfigureAwait(false);
            foreach (var statement in planned.Statements)
            {
                try
                {
                    effects.Add(new Trial(isRefused ? StatementEffects.Unknown : await observer.RunAsync(statement, cancellationToken).ConfigureAwait(false)));
                }
                catch (StatementException e) when (e.Failure == StatementFailure.Refused)
                {
                    isRefused = true;
                    effects.Add(new Trial(StatementEffects.Unknown, e.Message));
                }
            }

            tried.Add(effects);
        }

        return tried;
    }

    private static bool IsRefused(IEnumerable<IReadOnlyList<Trial>> tried) => tried.SelectMany(step => step).Any(one => one.Refusal is not null);

    private async Task<DatabaseSchema> ReadSchemaAsync(IDatabase scratch, CancellationToken cancellationToken)
    {
        var session = await scratch.OpenForSqlAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        return await session.ReadSchemaAsync(_options.ReadScope, cancellationToken).ConfigureAwait(false);
    }
}
