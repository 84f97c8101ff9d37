namespace Retort.Targets;

/// <summary>
/// What a schema shall be: SQL files, a C# definition, an Entity Framework model, another database, the revisions. A target is never parsed: it makes
/// itself in a scratch database of the engine that is meant, and is read back from there, so that its spelling is the database's own.
/// </summary>
public interface ITargetSchema : IAsyncDisposable
{
    /// <summary>For messages: the folder, the class, the address. Never holds a password.</summary>
    string Description { get; }

    /// <summary>Reads the target as a database tells it.</summary>
    /// <param name="context">The database that is meant, and what of it counts.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="RetortException">The target cannot be found, or the database does not take it.</exception>
    Task<TargetReading> ReadAsync(TargetContext context, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    ValueTask IAsyncDisposable.DisposeAsync() => ValueTask.CompletedTask;
}
