using System.Diagnostics;
using System.Net.Sockets;
using Npgsql;
using Retort.Dialects;

namespace Retort.PostgreSql;

/// <summary>
/// Watches a session that waits for an answer, over a second connection, which is opened only when the answer is long in coming. From there it is seen who waits
/// behind a statement that waits for a lock, be it only to read: when too many do, the session gives way, and comes back when they have passed. And from there
/// it is seen whether an answer will come at all: a network that swallows what it carries does not say so, and DDL takes as long as it takes.
/// </summary>
internal sealed class SessionWatch : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly PostgreSqlDatabase _database;
    private readonly int _processId;
    private readonly bool _isPooled;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<string> _silence = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // All that nearly every answer costs: most come before there is anything to watch.
    private readonly Timer _patience;

    private CancellationTokenSource? _end;
    private Task? _watch;
    private bool _isOver;
    private bool _wasSeen;

    // What the last look said of a session from which no answer is to be expected.
    private string _sight = "";

    // How many waited when the session gave way.
    private int? _gaveWayTo;

    private SessionWatch(PostgreSqlDatabase database, int processId, bool isPooled)
    {
        _database = database;
        _processId = processId;
        _isPooled = isPooled;
        _patience = new Timer(static watch => ((SessionWatch)watch!).Start(), this, Patience, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Begins to watch a session.</summary>
    /// <param name="database">Its database.</param>
    /// <param name="processId">Its backend.</param>
    /// <param name="isPooled">Whether there is a pooler in between, which lets a second connection wait when the first one is all that it has.</param>
    public static SessionWatch Begin(PostgreSqlDatabase database, int processId, bool isPooled) => new(database, processId, isPooled);

    /// <summary>Ends, and tells why, when no answer will come any more.</summary>
    public Task<string> Silence => _silence.Task;

    /// <summary>What really happened when a statement was cancelled because the session gave way.</summary>
    public StatementException Explain(StatementException failure) => failure.Failure == StatementFailure.Cancelled && _gaveWayTo is { } waiting
        ? new StatementException(
            failure.Statement, StatementFailure.Contention, $"It waited for a lock, and {waiting} sessions waited behind it, so that it gave way.", failure.SqlState, failure.Detail, failure.Hint, null, failure)
        : failure;

    public ValueTask DisposeAsync()
    {
        _patience.Dispose();
        lock (_gate)
        {
            _isOver = true;
        }

        return _watch is { } watch ? EndAsync(watch, _end!) : ValueTask.CompletedTask;
    }

    private static async ValueTask EndAsync(Task watch, CancellationTokenSource end)
    {
        await end.CancelAsync().ConfigureAwait(false);

        // A look at a silent server never ends.
        await watch.WaitAsync(Grace).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        end.Dispose();
    }

    private void Start()
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                _end = new CancellationTokenSource();
                _watch = WatchAsync(_end.Token);
            }
        }
    }

    private async Task WatchAsync(CancellationToken end)
    {
        NpgsqlConnection? connection = null;
        try
        {
            var limit = _database.SilenceTimeout;
            var lastSign = Stopwatch.GetTimestamp();
            do
            {
                await Task.Delay(Pause, end).ConfigureAwait(false);
                try
                {
                    connection ??= await OpenAsync(limit / 2, end).ConfigureAwait(false);
                    lastSign = await LookAsync(connection).WaitAsync(limit / 2, CancellationToken.None).ConfigureAwait(false) ? Stopwatch.GetTimestamp() : lastSign;
                }
                catch (Exception e) when (!end.IsCancellationRequested)
                {
                    _sight = "the server does not answer a second connection either";
                    lastSign = _isPooled || !IsSilence(e) ? Stopwatch.GetTimestamp() : lastSign;
                    Abandon(connection);
                    connection = null;
                }
            }
            while (Stopwatch.GetElapsedTime(lastSign) < limit);

            _silence.SetResult($"No answer came within {limit.TotalSeconds:0.#} s, and {_sight}.");
        }
        finally
        {
            if (connection is not null)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(TimeSpan limit, CancellationToken end)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(end);
        patience.CancelAfter(limit);
        return await _database.OpenConnectionAsync(patience.Token).ConfigureAwait(false);
    }

    /// <summary>Looks at the session.</summary>
    /// <returns>Whether there is an answer to wait for: a session that is idle has given it. One that was never seen, as behind a pooler, is believed to be at work.</returns>
    private async Task<bool> LookAsync(NpgsqlConnection connection)
    {
        // Who is ahead in the queue counts as blocking those behind.
        var command = new NpgsqlCommand(
            $"""
            SELECT state,
                CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_locks WHERE pid = {_processId} AND NOT granted)
                    THEN (SELECT count(*)::int FROM pg_catalog.pg_stat_activity WHERE wait_event_type = 'Lock' AND pid <> {_processId} AND {_processId} = ANY (pg_blocking_pids(pid)))
                    ELSE 0
                END
            FROM pg_catalog.pg_stat_activity WHERE pid = {_processId}
            """,
            connection);
        await using var disposing = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(CancellationToken.None).ConfigureAwait(false);
        string? state;
        int waiting;
        await using (reader.ConfigureAwait(false))
        {
            if (!await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false))
            {
                _sight = "its session on the server is gone";
                return !_wasSeen;
            }

            state = await reader.IsDBNullAsync(0, CancellationToken.None).ConfigureAwait(false) ? null : reader.GetString(0);
            waiting = reader.GetInt32(1);
        }

        _wasSeen = true;
        if (_database.Options.QueueLimit >= 0 && waiting > _database.Options.QueueLimit && _gaveWayTo is null)
        {
            // Noted first: the statement may fail before the answer to the cancellation is here.
            _gaveWayTo = waiting;
            command.CommandText = $"SELECT pg_cancel_backend({_processId})";
            await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
        }

        _sight = "the server has nothing left to do for it";
        return state?.StartsWith("idle", StringComparison.Ordinal) != true;
    }

    /// <summary>Whether a failure to look is a silence of the server too. One that refuses another connection, or speaks of certificates, is there.</summary>
    private static bool IsSilence(Exception failure) =>
        failure is TimeoutException or OperationCanceledException or SocketException { SocketErrorCode: SocketError.TimedOut or SocketError.HostUnreachable or SocketError.NetworkUnreachable }
        || failure.InnerException is { } inner && IsSilence(inner);

    // The driver may be waiting for a server that is silent, and would wait on when it is told to close.
    private static void Abandon(NpgsqlConnection? connection)
    {
        if (connection is not null)
        {
            _ = Task.Run(connection.Dispose);
        }
    }
}
