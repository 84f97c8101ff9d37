using System.Collections.Immutable;
using Retort.Authoring;
using Retort.Comparison;
using Retort.Dialects;
using Retort.Execution;
using Retort.Planning;
using Retort.RevisionFiles;
using Retort.Revisions;
using Retort.Schema;
using Retort.Targets;

namespace Retort.Squashing;

/// <summary>
/// Puts revisions together in one, and proves in scratch databases that it makes the same schema and the same rows, and takes all of it away again. No file of the
/// project is touched.
/// </summary>
/// <param name="database">The database whose engine and version is meant; not changed.</param>
/// <param name="revisions">Where the revisions come from.</param>
/// <param name="compiler">Compiles the new revision where it is in C#.</param>
/// <param name="options">How the revisions are replayed.</param>
internal sealed class RevisionSquasher(IDatabase database, IRevisionSource revisions, IRevisionCompiler compiler, MigratorOptions options)
{
    // Everything that the revisions make is compared, whatever of a live database is theirs.
    private readonly MigratorOptions _replay = (options with { Filter = SchemaFilter.All, CacheFolder = null }).ForScratch;

    /// <summary>Writes the squashed revision and proves it.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="range">The revisions.</param>
    /// <param name="revision">The header of the new revision, and where it would stand.</param>
    /// <param name="data">What becomes of rows.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SquashDataException">The range does things to rows that cannot be carried over.</exception>
    /// <exception cref="SquashProofException">The new revision would not be the same.</exception>
    public async Task<SquashDraft> DraftAsync(RevisionGraph graph, SquashRange range, NewRevision revision, SquashData data, CancellationToken cancellationToken)
    {
        var below = range.Below.Select(id => graph[id]).ToList();
        var before = new ChosenRevisions(revisions, below);
        var old = new ChosenRevisions(revisions, below.Concat(range.Members));
        var since = options.TimeProvider.GetUtcNow();
        var (start, end, steps) = await ReplayAsync(old, range, cancellationToken).ConfigureAwait(false);
        RequireManaged(start, end);
        var statements = DataStatement.Find(steps, database.Dialect);
        var rows = await CarryAsync(old, range, data, start, end, statements, since, cancellationToken).ConfigureAwait(false);

        var body = await GenerateAsync(before, old, range, revision.Language, RangeRenames.Find(steps, database.Dialect, start.Schema, end.Schema), cancellationToken).ConfigureAwait(false);
        body = rows is null ? body : body with
        {
            Upgrade = [.. body.Upgrade, .. rows.Inserts.Select(operation => new AnnotatedOperation(operation))],
            Downgrade = [.. rows.Deletes.Select(operation => new AnnotatedOperation(operation)), .. body.Downgrade],
        };
        var workshop = Directory.CreateTempSubdirectory("retort_squash_");
        try
        {
            var path = await RevisionWriter.WriteAsync(revision with { Body = body, Folder = workshop.FullName }, cancellationToken).ConfigureAwait(false);
            await ProveAsync(RevisionSource.Join(before, new VersionsFolder([workshop.FullName], compiler)), range, start, end, rows, cancellationToken).ConfigureAwait(false);
            return new SquashDraft(range, Path.GetFileName(path), await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false))
            {
                Operations = [.. body.Upgrade.Select(annotated => annotated.Operation)],
                Fingerprint = SchemaFingerprint.Of(end.Schema),
                Statements = statements,
                Rows = rows?.Counts ?? [],
                Renewed = rows?.Renewed ?? [],
            };
        }
        finally
        {
            workshop.Delete(recursive: true);
        }
    }

    /// <summary>Runs the range as it is.</summary>
    private Task<(DatabaseSnapshot Start, DatabaseSnapshot End, ImmutableArray<PlannedRevision> Steps)> ReplayAsync(
        IRevisionSource source, SquashRange range, CancellationToken cancellationToken) =>
        InScratchAsync(
            source,
            async (migrator, read) =>
            {
                await UpgradeAsync(migrator, range.Below, cancellationToken).ConfigureAwait(false);
                var start = await read().ConfigureAwait(false);
                var plan = await migrator.PlanUpgradeAsync(range.Last.Id.Value, cancellationToken).ConfigureAwait(false);
                await migrator.RunAsync(plan, cancellationToken).ConfigureAwait(false);
                return (start, await read().ConfigureAwait(false), plan.Steps);
            },
            cancellationToken);

    /// <summary>The rows to carry over; <see langword="null"/> when none are.</summary>
    private async Task<CarriedRows?> CarryAsync(
        IRevisionSource old, SquashRange range, SquashData data, DatabaseSnapshot start, DatabaseSnapshot end, ImmutableArray<DataStatement> statements, DateTimeOffset since, CancellationToken cancellationToken)
    {
        if (data == SquashData.Drop)
        {
            return null;
        }

        ImmutableArray<DataStatement> others = [.. statements.Where(statement => !statement.IsPlainInsert)];
        if (data == SquashData.Inserted && !others.IsEmpty)
        {
            throw new SquashDataException(others, [.. end.Filled.Select(table => $"{end.Tables[table.Name].Rows.Count} rows of table \"{table.Name}\"")]);
        }

        var again = end.Filled.Any() ? (await ReplayAsync(old, range, cancellationToken).ConfigureAwait(false)).End : end;
        return CarriedRows.Of(start, end, again, since);
    }

    private async Task<RevisionBody> GenerateAsync(IRevisionSource before, IRevisionSource old, SquashRange range, RevisionLanguage language, ImmutableArray<Rename> renames, CancellationToken cancellationToken)
    {
        // Nobody works meanwhile on tables that are not there yet.
        var generator = RevisionGenerator.Create(database, new GeneratorOptions { Renames = renames, Language = language, Online = false, Migrator = _replay });
        await using var closing = generator.ConfigureAwait(false);
        return (await generator.GenerateAsync(before, new RevisionsTarget(old, [range.Last.Id.Value], _replay), cancellationToken).ConfigureAwait(false)).Body;
    }

    /// <summary>Runs the new revision and takes it back.</summary>
    private Task<bool> ProveAsync(IRevisionSource source, SquashRange range, DatabaseSnapshot start, DatabaseSnapshot end, CarriedRows? rows, CancellationToken cancellationToken) =>
        InScratchAsync(
            source,
            async (migrator, read) =>
            {
                await UpgradeAsync(migrator, range.Below, cancellationToken).ConfigureAwait(false);
                var below = await read().ConfigureAwait(false);
                await TryAsync("upgrade", () => migrator.PlanUpgradeAsync(range.Last.Id.Value, cancellationToken)).ConfigureAwait(false);
                var reached = await read().ConfigureAwait(false);
                RequireEqual(reached.Schema, end.Schema, "after its upgrade");
                if (rows?.DifferencesIn(reached).ToList() is { Count: > 0 } differences)
                {
                    throw new SquashProofException("The squashed revision does not make the same rows.", string.Join('\n', differences));
                }

                var squash = (await migrator.LoadGraphAsync(cancellationToken).ConfigureAwait(false))[range.Last.Id];
                await TryAsync("downgrade", () => migrator.PlanAsync(squash, Direction.Downgrade, cancellationToken)).ConfigureAwait(false);
                var back = await read().ConfigureAwait(false);
                RequireEqual(back.Schema, start.Schema, "after its downgrade");
                return below.Tables.All(table => back.Tables[table.Key].Of(table.Value.Columns).SequenceEqual(table.Value.Of(table.Value.Columns), StringComparer.Ordinal))
                    ? true
                    : throw new SquashProofException("The downgrade of the squashed revision does not leave the rows that were there before.", detail: null);

                async Task TryAsync(string direction, Func<Task<MigrationPlan>> plan)
                {
                    try
                    {
                        await migrator.RunAsync(await plan().ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                    }
                    catch (MigrationFailedException e)
                    {
                        throw new SquashProofException($"The {direction} of the squashed revision fails in a scratch database: {e.Message}", e.Detail, e);
                    }
                }
            },
            cancellationToken);

    private async Task<T> InScratchAsync<T>(IRevisionSource source, Func<Migrator, Func<Task<DatabaseSnapshot>>, Task<T>> work, CancellationToken cancellationToken)
    {
        var scratch = await database.CreateScratchAsync(copySchema: false, cancellationToken).ConfigureAwait(false);
        await using var disposing = scratch.ConfigureAwait(false);
        var migrator = Migrator.Create(scratch, source, _replay, leaveOpen: true);
        await using var closing = migrator.ConfigureAwait(false);
        return await work(
            migrator,
            () => migrator.OnSessionAsync(session => DatabaseSnapshot.ReadAsync(session, scratch.Dialect, _replay.ReadScope, cancellationToken), cancellationToken)).ConfigureAwait(false);
    }

    private static async Task UpgradeAsync(Migrator migrator, ImmutableArray<RevisionId> revisions, CancellationToken cancellationToken)
    {
        if (!revisions.IsEmpty)
        {
            await migrator.RunAsync(await migrator.PlanUpgradeAsync([.. revisions.Select(id => id.Value)], cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
    }

    private void RequireEqual(DatabaseSchema reached, DatabaseSchema expected, string where)
    {
        if (SchemaFingerprint.Of(reached) != SchemaFingerprint.Of(expected))
        {
            throw new SquashProofException(where, SchemaComparer.Compare(reached, expected, database.Dialect));
        }
    }

    private static void RequireManaged(DatabaseSnapshot start, DatabaseSnapshot end)
    {
        if (end.Schema.Unmanaged.Except(start.Schema.Unmanaged).ToImmutableArray() is { IsEmpty: false } unmanaged)
        {
            throw new SquashProofException(unmanaged);
        }
    }
}
