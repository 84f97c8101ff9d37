namespace Retort.Dialects;

/// <summary>A database that can tell how far a running statement has come.</summary>
public interface IStatementProgress
{
    /// <summary>Watches the sessions that are open when it is called, from a connection of its own, until it is cancelled.</summary>
    /// <param name="interval">How often to look.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <returns>What was seen, whenever there was something to see.</returns>
    IAsyncEnumerable<StatementProgress> WatchAsync(TimeSpan interval, CancellationToken cancellationToken = default);
}

/// <summary>How far a statement has come.</summary>
/// <param name="Phase">What the database is doing, in its own words.</param>
/// <param name="Percent">How much of the phase is done; <see langword="null"/> when the database does not know.</param>
public sealed record StatementProgress(string Phase, double? Percent);
