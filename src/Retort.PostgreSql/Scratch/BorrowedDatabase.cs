using Retort.Dialects;
using Retort.Planning;

namespace Retort.PostgreSql.Scratch;

/// <summary>
/// An empty database that somebody provides for scratch work, used as it is and emptied afterwards. While it is in use a large
/// object, which is in no schema and in nobody's way, notes in its comment what the database had before, so that the next user can
/// clear away what a killed one left.
/// </summary>
internal sealed class BorrowedDatabase : IAsyncDisposable
{
    private static readonly TimeSpan PatienceForOthers = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PatienceToEmpty = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly PostgreSqlDatabase _database;
    private readonly PostgreSqlSession _keeper;
    private readonly string _note;

    private BorrowedDatabase(PostgreSqlDatabase database, PostgreSqlSession keeper, string note)
    {
        _database = database;
        _keeper = keeper;
        _note = note;
    }

    /// <summary>Takes a database, which is disposed together with the scratch database.</summary>
    /// <param name="database">The database.</param>
    /// <param name="reason">Why none is created beside it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ScratchDatabaseException">It is not empty, or others use it.</exception>
    public static async Task<PostgreSqlDatabase> BorrowAsync(PostgreSqlDatabase database, RetortException reason, CancellationToken cancellationToken)
    {
        var keeper = await database.OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await WaitForOthersAsync(keeper, database, cancellationToken).ConfigureAwait(false);
            if (await FindNoteAsync(keeper, cancellationToken).ConfigureAwait(false) is { } left)
            {
                await EmptyAsync(keeper, left, cancellationToken).ConfigureAwait(false);
                Log.ScratchSwept(database.Options.Logger, database.DisplayName);
            }

            var note = await DatabaseContents.NoteAsync(keeper, cancellationToken).ConfigureAwait(false);
            await RefuseContentsAsync(keeper, note, database, reason, cancellationToken).ConfigureAwait(false);
            await WriteNoteAsync(keeper, note, cancellationToken).ConfigureAwait(false);
            return PostgreSqlDatabase.Connect(database.AddressOf(database.Name), database.Options, new BorrowedDatabase(database, keeper, note));
        }
        catch
        {
            await keeper.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(PatienceToEmpty);
        try
        {
            await EmptyAsync(_keeper, _note, patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RetortException or OperationCanceledException)
        {
            Log.ScratchNotDropped(_database.Options.Logger, _database.DisplayName, e);
        }

        await _keeper.DisposeAsync().ConfigureAwait(false);
        await _database.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task WaitForOthersAsync(PostgreSqlSession keeper, PostgreSqlDatabase database, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        while ((await keeper.QueryAsync($"SELECT pg_try_advisory_lock({ScratchName.LockKey("current_database()")})", cancellationToken).ConfigureAwait(false))[0][0] is false)
        {
            if (TimeProvider.System.GetElapsedTime(start) > PatienceForOthers)
            {
                throw new ScratchDatabaseException(
                    "RT0632", "The scratch database is in use by another process.", $"Database {database.DisplayName}.", "Run the same command again when the other one is done, or give each its own scratchUrl.");
            }

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task EmptyAsync(PostgreSqlSession keeper, string note, CancellationToken cancellationToken)
    {
        await DatabaseContents.RestoreAsync(keeper, note, cancellationToken).ConfigureAwait(false);
        await keeper.ExecuteAsync([new SqlStatement($"SELECT lo_unlink(oid) FROM pg_catalog.pg_largeobject_metadata WHERE {DatabaseContents.IsNote("oid")}")], cancellationToken).ConfigureAwait(false);
    }

    private static async Task<string?> FindNoteAsync(PostgreSqlSession keeper, CancellationToken cancellationToken)
    {
        var rows = await keeper.QueryAsync(
            $"SELECT substr(obj_description(oid, 'pg_largeobject'), {DatabaseContents.NoteMark.Length + 1}) FROM pg_catalog.pg_largeobject_metadata WHERE {DatabaseContents.IsNote("oid")}",
            cancellationToken).ConfigureAwait(false);
        return rows is [[string note], ..] ? note : null;
    }

    private static async Task WriteNoteAsync(PostgreSqlSession keeper, string note, CancellationToken cancellationToken)
    {
        var comment = PostgreSqlLiteral.Text($"COMMENT ON LARGE OBJECT %s IS {PostgreSqlLiteral.Text(DatabaseContents.NoteMark + note).Replace("%", "%%", StringComparison.Ordinal)}");
        await keeper.ExecuteAsync([new SqlStatement($"DO {PostgreSqlLiteral.Text($"BEGIN EXECUTE format({comment}, lo_create(0)); END")}")], cancellationToken).ConfigureAwait(false);
    }

    private static async Task RefuseContentsAsync(PostgreSqlSession keeper, string note, PostgreSqlDatabase database, RetortException reason, CancellationToken cancellationToken)
    {
        const int Shown = 5;
        var contents = await DatabaseContents.ReadAsync(keeper, note, cancellationToken).ConfigureAwait(false);
        if (contents.Count > 0)
        {
            var more = contents.Count > Shown ? $" and {contents.Count - Shown} more" : "";
            throw new ScratchDatabaseException(
                "RT0631",
                $"The scratch database is not empty: it has {string.Join(", ", contents.Take(Shown).Select(item => item.Description))}{more}.",
                $"Database {database.DisplayName}. It was to be used itself, because none can be created beside it: {reason.Message.TrimEnd('.')}.",
                "Nothing was changed. Name a database that is there for nothing else as scratchUrl, or a role that may create databases (ALTER ROLE ... CREATEDB).");
        }
    }
}
