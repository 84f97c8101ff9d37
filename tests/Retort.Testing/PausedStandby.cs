namespace Retort.Testing;

/// <summary>A server with a standby that streams from it, and whose replay can be stopped: what is committed meanwhile arrives there and is not seen.</summary>
public sealed class PausedStandby : IAsyncDisposable
{
    private PausedStandby(PostgresServer primary, PostgresServer standby) => (Primary, Standby) = (primary, standby);

    /// <summary>The server.</summary>
    public PostgresServer Primary { get; }

    /// <summary>Its standby.</summary>
    public PostgresServer Standby { get; }

    /// <summary>Starts both.</summary>
    public static async Task<PausedStandby> StartAsync()
    {
        var primary = await PostgresServer.StartAsync(15);
        return new PausedStandby(primary, await primary.StartStandbyAsync());
    }

    /// <summary>Stops the replay, and waits until the server sees a lag of at least a tenth of a second.</summary>
    public async Task PauseAsync()
    {
        await Standby.ExecuteAsync("postgres", "SELECT pg_wal_replay_pause()");
        await Standby.AwaitAsync("SELECT pg_get_wal_replay_pause_state() = 'paused'");

        // The standby reports when something arrives.
        await Primary.AwaitAsync("SELECT max(replay_lag) > '100 milliseconds' FROM pg_stat_replication, (SELECT pg_logical_emit_message(false, 'test', 'lag')) AS message, (SELECT txid_current()) AS change");
    }

    /// <summary>Lets the replay go on, and waits until the standby has seen all that was written.</summary>
    public async Task ResumeAsync()
    {
        await Standby.ExecuteAsync("postgres", "SELECT pg_wal_replay_resume()");
        await Primary.AwaitAsync("SELECT bool_and(replay_lsn >= pg_current_wal_lsn()) FROM pg_stat_replication");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Standby.DisposeAsync();
        await Primary.DisposeAsync();
    }
}
