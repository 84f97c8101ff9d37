using System.Diagnostics;
using Npgsql;
using Retort.Dialects;
using Retort.Planning;

namespace Retort.PostgreSql.Scratch;

/// <summary>No local server can be started; the message says why, as the end of a sentence.</summary>
internal sealed class LocalServerException(string message) : Exception(message);

/// <summary>
/// A server started for one scratch database, in a folder that only its user can enter, reached by its socket. A shell watches over it and
/// stops it when its standard input closes, which it does however this process ends.
/// </summary>
internal sealed partial class LocalServer : IAsyncDisposable
{
    // The user of PostgreSQL's packages. A server refuses to run as root.
    private const string UserInPlaceOfRoot = "postgres";

    private const string Superuser = "postgres";

    private const string StopAndRemove =
        """
        "$1/pg_ctl" -D "$2/data" -m immediate -s stop >/dev/null 2>&1
        cd / && rm -rf "$2" && rm -f "$2.lock"
        """;

    // Ctrl-C on a terminal reaches this shell too; pg_ctl gives the server a session of its own.
    private const string Watch =
        $$"""
        trap '' INT TERM HUP
        cd "$2" && {
            "$1/initdb" -D data -U postgres --auth=trust --no-sync --encoding=UTF8 --locale=C &&
            cat >>data/postgresql.conf <<'END' &&
        port = 5432
        listen_addresses = ''
        unix_socket_directories = '.'
        unix_socket_permissions = 0700
        fsync = off
        full_page_writes = off
        synchronous_commit = off
        END
            "$1/pg_ctl" -D data -w -s -l log start || { cat log; false; }
        } >start 2>&1
        if [ $? = 0 ]; then
            echo ready
            cat >/dev/null
        else
            tail -n 5 start
        fi
        {{StopAndRemove}}
        """;

    private static readonly TimeSpan PatienceToStop = TimeSpan.FromSeconds(30);

    private readonly Process _shell;
    private readonly ServerFolder _folder;

    private LocalServer(Process shell, ServerFolder folder)
    {
        _shell = shell;
        _folder = folder;
    }

    /// <summary>Starts a server and makes a database in it, which sorts as another where the programs know how.</summary>
    /// <exception cref="LocalServerException">The server does not start.</exception>
    public static async Task<PostgreSqlDatabase> CreateDatabaseAsync(ServerPrograms programs, string settings, PostgreSqlDatabase original, CancellationToken cancellationToken)
    {
        var server = await StartAsync(programs, cancellationToken).ConfigureAwait(false);
        try
        {
            var main = PostgreSqlDatabase.Connect(server.AddressOf(Superuser, "postgres"), original.Options);
            await using var disposing = main.ConfigureAwait(false);
            var session = await main.OpenSessionAsync(cancellationToken).ConfigureAwait(false);
            await using var closing = session.ConfigureAwait(false);
            var user = await CreateOwnerAsync(session, original.UserName, cancellationToken).ConfigureAwait(false);
            var name = ScratchName.New();
            await CreateDatabaseAsync(session, name, $"OWNER {PostgreSqlIdentifier.Quote(user)}", settings, cancellationToken).ConfigureAwait(false);
            return PostgreSqlDatabase.Connect(server.AddressOf(user, name), original.Options, server);
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        using var patience = new CancellationTokenSource(PatienceToStop);
        try
        {
            await _shell.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The shell goes on, and the next run looks after what is left.
        }

        _shell.Dispose();
        _folder.Dispose();
    }

    private static async Task<LocalServer> StartAsync(ServerPrograms programs, CancellationToken cancellationToken)
    {
        await ServerFolder.SweepAsync(left => RunAsync(StopAndRemove, programs, left, cancellationToken)).ConfigureAwait(false);
        var folder = ServerFolder.Create();
        LocalServer server;
        try
        {
            await GiveAwayAsync(folder, cancellationToken).ConfigureAwait(false);
            server = new LocalServer(StartShell(Watch, programs, folder.Path), folder);
        }
        catch
        {
            folder.Dispose();
            throw;
        }

        try
        {
            var line = await server._shell.StandardOutput.ReadLineAsync(cancellationToken).ConfigureAwait(false);
            return line == "ready"
                ? server
                : throw new LocalServerException($"PostgreSQL {programs.Major} of {programs.Folder} says: {line} {await server._shell.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false)}".ReplaceLineEndings(" ").Trim());
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Makes the role of the database, so that revisions find it when they name it.</summary>
    private static async Task<string> CreateOwnerAsync(PostgreSqlSession session, string user, CancellationToken cancellationToken)
    {
        if (user == Superuser || user.StartsWith("pg_", StringComparison.Ordinal))
        {
            return Superuser;
        }

        await session.ExecuteAsync([new SqlStatement($"CREATE ROLE {PostgreSqlIdentifier.Quote(user)} LOGIN SUPERUSER")], cancellationToken).ConfigureAwait(false);
        return user;
    }

    private static async Task CreateDatabaseAsync(PostgreSqlSession session, string name, string owner, string settings, CancellationToken cancellationToken)
    {
        try
        {
            await CreatedDatabase.CreateEmptyAsync(session, name, $"{owner} {settings}", cancellationToken).ConfigureAwait(false);
        }
        catch (StatementException e) when (e.Failure == StatementFailure.Refused)
        {
            // This machine does not know the locale; then texts are sorted by their bytes.
            await CreatedDatabase.CreateEmptyAsync(session, name, owner, cancellationToken).ConfigureAwait(false);
        }
    }

    private PostgreSqlUrl AddressOf(string user, string database) =>
        PostgreSqlUrl.Of(new NpgsqlConnectionStringBuilder { Host = Path.Combine(_folder.Path, "data"), Port = 5432, Username = user, Database = database });
}
