using System.Text;
using Npgsql;
using Retort.Backups;
using Retort.Dialects;
using Retort.Planning;
using Retort.PostgreSql.Scratch;

namespace Retort.PostgreSql.Backups;

/// <summary>
/// A database made beside another one on its server. Both are renamed in one transaction, so that there is one under the name at every moment; a database
/// that others are connected to, and this session itself among them, cannot be renamed.
/// </summary>
internal sealed class ReplacementDatabase : IReplacementDatabase
{
    private const int LongestName = 63;

    private static readonly TimeSpan PatienceForOthers = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly PostgreSqlDatabase _server;
    private readonly PostgreSqlSession _session;
    private readonly PostgreSqlDatabase _database;
    private readonly string _place;
    private readonly string _kept;
    private readonly bool _hasOriginal;
    private bool _stays;

    private ReplacementDatabase(PostgreSqlDatabase server, PostgreSqlSession session, PostgreSqlDatabase original, string name, string mark, bool hasOriginal)
    {
        _server = server;
        _session = session;
        _place = original.Name;
        _kept = Fit(original.Name, $"_before_restore_{mark}");
        _hasOriginal = hasOriginal;
        _database = PostgreSqlDatabase.Connect(original.AddressOf(name), original.Options);
    }

    public IRestorableDatabase Database => _database;

    /// <summary>Makes an empty database with the owner, encoding, settings and privileges of another one.</summary>
    /// <param name="original">The other one, which may be lost.</param>
    /// <param name="name">The name of the new one; <see langword="null"/> when it is to take the place of the other.</param>
    /// <param name="mark">What tells the names of this restore from those of others.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="BackupException">The role may not, the name is taken, or others are connected to the one whose place it is to take.</exception>
    public static async Task<ReplacementDatabase> CreateAsync(PostgreSqlDatabase original, string? name, string mark, CancellationToken cancellationToken)
    {
        var server = PostgreSqlDatabase.Connect(original.AddressOf(original.Name == "postgres" ? "template1" : "postgres"), original.Options);
        PostgreSqlSession? session = null;
        try
        {
            session = await server.OpenSessionAsync(cancellationToken).ConfigureAwait(false);
            var properties = await DatabaseProperties.ReadAsync(original, session, cancellationToken).ConfigureAwait(false);
            var replacement = new ReplacementDatabase(server, session, original, name ?? Fit(original.Name, $"_restore_{mark}"), mark, properties is not null);
            if (name is null && properties is not null)
            {
                await replacement.RequireAloneAsync(null, cancellationToken).ConfigureAwait(false);
            }

            await replacement.CreateAsync(properties ?? DatabaseProperties.Default, cancellationToken).ConfigureAwait(false);
            return replacement;
        }
        catch
        {
            if (session is not null)
            {
                await session.DisposeAsync().ConfigureAwait(false);
            }

            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public void Keep() => _stays = true;

    public async Task<Replaced> SwapAsync(CancellationToken cancellationToken)
    {
        await AnalyzeAsync(cancellationToken).ConfigureAwait(false);
        await _database.DisposeAsync().ConfigureAwait(false);
        try
        {
            await _session.BeginAsync([], cancellationToken).ConfigureAwait(false);
            await _session.ExecuteAsync([.. _hasOriginal ? [Rename(_place, _kept)] : Array.Empty<SqlStatement>(), Rename(_database.Name, _place)], cancellationToken).ConfigureAwait(false);
            await _session.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StatementException e) when (e.SqlState == PostgresErrorCodes.ObjectInUse)
        {
            await _session.RollbackAsync(CancellationToken.None).ConfigureAwait(false);
            await RequireAloneAsync(e, cancellationToken).ConfigureAwait(false);
            throw;
        }
        catch (StatementException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw NotPermitted("rename", e);
        }

        Keep();
        return _hasOriginal
            ? new Replaced(_kept, $"{Rename(_place, Fit(_place, "_restored")).Sql}; {Rename(_kept, _place).Sql};", $"DROP DATABASE {PostgreSqlIdentifier.Quote(_kept)};")
            : new Replaced(null, null, null);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync().ConfigureAwait(false);
        if (!_stays)
        {
            try
            {
                await _session.RollbackAsync(CancellationToken.None).ConfigureAwait(false);
                await _session.ExecuteAsync([new($"DROP DATABASE IF EXISTS {PostgreSqlIdentifier.Quote(_database.Name)} WITH (FORCE)") { Transactional = false }], CancellationToken.None).ConfigureAwait(false);
            }
            catch (StatementException)
            {
                // What went wrong before is what there is to tell; the name says what is left and why.
            }
        }

        await _session.DisposeAsync().ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
    }

    private async Task CreateAsync(DatabaseProperties properties, CancellationToken cancellationToken)
    {
        try
        {
            await CreatedDatabase.CreateEmptyAsync(_session, _database.Name, properties.Settings, cancellationToken).ConfigureAwait(false);
        }
        catch (StatementException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw NotPermitted("create", e);
        }
        catch (StatementException e) when (e.SqlState == PostgresErrorCodes.DuplicateDatabase)
        {
            throw new BackupException("RT0937", $"There is a database \"{_database.Name}\" already.", hint: "Nothing was touched. Name another one with --into.", inner: e);
        }

        await _session.ExecuteAsync([.. properties.StatementsFor(_database.Name).Select(sql => new SqlStatement(sql))], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The planner knows nothing of rows that were just restored, and applications come at once.</summary>
    private async Task AnalyzeAsync(CancellationToken cancellationToken)
    {
        var session = await _database.OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        await session.ExecuteAsync([new("ANALYZE")], cancellationToken).ConfigureAwait(false);
    }

    private async Task RequireAloneAsync(Exception? inner, CancellationToken cancellationToken)
    {
        // A session that was closed a moment ago may not have ended yet.
        var others = await FindOthersAsync(cancellationToken).ConfigureAwait(false);
        for (var waited = TimeSpan.Zero; others.Count > 0 && waited < PatienceForOthers; waited += Pause)
        {
            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            others = await FindOthersAsync(cancellationToken).ConfigureAwait(false);
        }

        if (others.Count > 0)
        {
            throw new BackupException(
                "RT0936",
                $"Others are connected to \"{_place}\", so that it cannot be renamed.",
                string.Join('\n', others.Select(row => row[0])),
                "Nothing was touched. Stop the applications and run the same command again; or restore with --in-place, which waits for the others and lets them stay.",
                inner);
        }
    }

    private Task<IReadOnlyList<object?[]>> FindOthersAsync(CancellationToken cancellationToken) => _session.QueryAsync(
        $"""
        SELECT format('process %s, user %s, application "%s", from %s', pid, usename, application_name, coalesce(host(client_addr), 'a local socket'))
        FROM pg_catalog.pg_stat_activity WHERE datname = {PostgreSqlLiteral.Text(_place)} AND backend_type = 'client backend' ORDER BY pid LIMIT 10
        """,
        cancellationToken);

    private static BackupException NotPermitted(string what, StatementException inner) => new(
        "RT0938",
        $"The role may not {what} databases: {inner.Message}.",
        inner.Detail,
        "Nothing was touched. Give it the right (ALTER ROLE ... CREATEDB), connect as another one, or restore with --in-place, which needs no other database.",
        inner);

    private static SqlStatement Rename(string from, string to) => new($"ALTER DATABASE {PostgreSqlIdentifier.Quote(from)} RENAME TO {PostgreSqlIdentifier.Quote(to)}");

    private static string Fit(string name, string suffix)
    {
        while (Encoding.UTF8.GetByteCount(name + suffix) > LongestName)
        {
            name = name[..^(char.IsLowSurrogate(name[^1]) ? 2 : 1)];
        }

        return name + suffix;
    }
}
