using System.Collections.Immutable;
using Retort.Comparison;
using Retort.Dialects;
using Retort.Execution;
using Retort.Revisions;
using Retort.Schema;
using Retort.Targets;

namespace Retort;

public sealed partial class Migrator
{
    /// <summary>
    /// Finds what was changed in the database behind its revisions' back: its schema against that of the applied revisions, replayed in a scratch database.
    /// Where none can be had, the fingerprint that the last run left in the history tells whether there is drift, if not which. Takes no lock; changes nothing.
    /// </summary>
    /// <exception cref="ScratchDatabaseException">No scratch database can be had, and the last run left no fingerprint.</exception>
    /// <exception cref="RevisionGraphException">The database is at a revision that is not there.</exception>
    public async Task<Drift> FindDriftAsync(CancellationToken cancellationToken = default)
    {
        var (rows, live, recorded, serverVersion) = await OnSessionAsync(session => ReadStandAsync(session, cancellationToken), cancellationToken).ConfigureAwait(false);
        (await LoadGraphAsync(rows, [], cancellationToken).ConfigureAwait(false)).Current(rows);
        try
        {
            var replayed = await new RevisionsTarget(_revisions, rows, _options).ReadAsync(new TargetContext(_database, _options.ReadScope), cancellationToken).ConfigureAwait(false);
            var expected = _options.Filter.Apply(live, replayed.Schema);
            var difference = SchemaComparer.Compare(expected, live, _database.Dialect, serverVersion);
            return new Drift { IsFound = !difference.AreEqual, Live = live, ServerVersion = serverVersion, Expected = expected, Difference = difference };
        }
        catch (RetortException e) when (recorded is not null && e is (ScratchDatabaseException or DatabaseConnectionException))
        {
            return new Drift { IsFound = Fingerprint(live) != recorded, Live = live, ServerVersion = serverVersion, Obstacle = e };
        }
    }

    /// <summary>Where the database stands at one moment: a run of another runner in between would look like drift.</summary>
    private async Task<(ImmutableArray<string> Rows, DatabaseSchema Live, SchemaFingerprint? Recorded, Version ServerVersion)> ReadStandAsync(
        IDatabaseSession session, CancellationToken cancellationToken)
    {
        while (true)
        {
            var rows = await ReadVersionRowsAsync(session, cancellationToken).ConfigureAwait(false);
            var live = await session.ReadSchemaAsync(_options.ReadScope, cancellationToken).ConfigureAwait(false);
            var newest = await QueryHistoryAsync(session, journal => journal.LastSchemaSeen(), cancellationToken).ConfigureAwait(false);
            if (rows.SequenceEqual(await ReadVersionRowsAsync(session, cancellationToken).ConfigureAwait(false), StringComparer.Ordinal))
            {
                return ([.. rows], live, newest is [[string hex]] ? SchemaFingerprint.Parse(hex) : null, session.ServerVersion);
            }
        }
    }

    /// <summary>What a query finds in the history; nothing where there is none.</summary>
    private async Task<IReadOnlyList<object?[]>> QueryHistoryAsync(IDatabaseSession session, Func<Journal, string> query, CancellationToken cancellationToken) =>
        await FindJournalAsync(session, cancellationToken).ConfigureAwait(false) is { } journal
            ? await session.QueryAsync(query(journal), cancellationToken).ConfigureAwait(false)
            : [];

    private async Task<Journal?> FindJournalAsync(IDatabaseSession session, CancellationToken cancellationToken) =>
        await session.FindTableAsync(_options.Tables.History, cancellationToken).ConfigureAwait(false) is { } history
            ? new Journal(_database.Dialect, _options.Tables with { History = history }, _options.Tag)
            : null;

    /// <summary>Runs something that changes the schema, and notes what the schema is then, also when a later revision failed.</summary>
    private async Task<T> NotingSchemaAsync<T>(IDatabaseSession session, Journal journal, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        T result;
        try
        {
            result = await work().ConfigureAwait(false);
        }
        catch (MigrationFailedException)
        {
            await NoteSchemaAsync(session, journal, cancellationToken).ConfigureAwait(false);
            throw;
        }

        await NoteSchemaAsync(session, journal, cancellationToken).ConfigureAwait(false);
        return result;
    }

    /// <summary>Notes what the schema is now. The run itself is done and stays so, whatever happens here.</summary>
    private async Task NoteSchemaAsync(IDatabaseSession session, Journal journal, CancellationToken cancellationToken)
    {
        if (!_options.RecordsFingerprint)
        {
            return;
        }

        try
        {
            await InTransactionAsync(
                session,
                [],
                async () =>
                {
                    var schema = await session.ReadSchemaAsync(_options.ReadScope, cancellationToken).ConfigureAwait(false);
                    await session.ExecuteAsync([journal.SchemaSeen(Fingerprint(schema))], cancellationToken).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RetortException or OperationCanceledException)
        {
            Log.FingerprintNotWritten(_options.Logger, e);
        }
    }

    private SchemaFingerprint Fingerprint(DatabaseSchema schema) => SchemaFingerprint.Of(_options.Filter.Apply(DatabaseSchema.Empty, schema));
}
