using Retort.Dialects;

namespace Retort.PostgreSql.Scratch;

/// <summary>Chooses where a scratch database comes from.</summary>
internal static class ScratchSource
{
    public static Task<PostgreSqlDatabase> CreateAsync(PostgreSqlDatabase original, CancellationToken cancellationToken) =>
        original.Options.ScratchUrl is { } place
            ? CreateAtAsync(place, original, cancellationToken)
            : CreateBesideAsync(original, cancellationToken);

    // Who names a place means that one: going elsewhere could be the production server that was to be spared.
    private static async Task<PostgreSqlDatabase> CreateAtAsync(PostgreSqlUrl place, PostgreSqlDatabase original, CancellationToken cancellationToken)
    {
        var named = PostgreSqlDatabase.Connect(place, original.Options with { ScratchUrl = null });
        try
        {
            var scratch = await CreateOrBorrowAsync(named, cancellationToken).ConfigureAwait(false);
            original.TellScratchVersion(named.ServerVersion!.Major);
            return scratch;
        }
        catch
        {
            await named.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<PostgreSqlDatabase> CreateOrBorrowAsync(PostgreSqlDatabase named, CancellationToken cancellationToken)
    {
        try
        {
            return await CreatedDatabase.CreateAsync(named, ownsServer: true, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsRefusal(e, named))
        {
            return await BorrowedDatabase.BorrowAsync(named, (RetortException)e, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<PostgreSqlDatabase> CreateBesideAsync(PostgreSqlDatabase original, CancellationToken cancellationToken)
    {
        RetortException refusal;
        try
        {
            return await CreatedDatabase.CreateAsync(original, ownsServer: false, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsRefusal(e, original))
        {
            refusal = (RetortException)e;
        }

        try
        {
            return await CreateLocallyAsync(original, cancellationToken).ConfigureAwait(false);
        }
        catch (LocalServerException e)
        {
            throw new ScratchDatabaseException(
                "RT0630",
                "No scratch database can be had.",
                $"1. None is named: scratchUrl is not set.\n2. {original.DisplayName} refuses CREATE DATABASE: {refusal.Message.TrimEnd('.')}.\n3. No local server can be started: {e.Message}",
                "Name an empty database, or a server on which databases may be created, as \"scratchUrl\" in retort.json; or grant the right (ALTER ROLE ... CREATEDB); "
                + "or install the programs of the server, of the same major version, and name their folder in RETORT_POSTGRES_BIN where it is not found.",
                refusal);
        }
    }

    private static async Task<PostgreSqlDatabase> CreateLocallyAsync(PostgreSqlDatabase original, CancellationToken cancellationToken)
    {
        var session = await original.OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        var settings = await CreatedDatabase.ReadSettingsAsync(session, cancellationToken).ConfigureAwait(false);
        var programs = await ServerPrograms.FindAsync(session.ServerVersion.Major, original.Options.ServerPrograms, cancellationToken).ConfigureAwait(false);
        var scratch = await LocalServer.CreateDatabaseAsync(programs, settings, original, cancellationToken).ConfigureAwait(false);
        original.TellScratchVersion(programs.Major);
        return scratch;
    }

    // A server that cannot be reached at all is an error to tell, not a reason to look elsewhere.
    private static bool IsRefusal(Exception exception, PostgreSqlDatabase server) =>
        exception is StatementException { Failure: StatementFailure.Refused } || (exception is DatabaseConnectionException && server.ServerVersion is not null);
}
