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

    /// <summary>Tells what the target is made of, without making it.</summary>
    /// <param name="context">The database that is meant. It is not opened.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns><see langword="null"/> when not all of it can be told, as of code and of a live database.</returns>
    /// <exception cref="RetortException">The target cannot be found.</exception>
    Task<SchemaRecipe?> TellRecipeAsync(TargetContext context, CancellationToken cancellationToken = default) => Task.FromResult<SchemaRecipe?>(null);

    /// <inheritdoc/>
    ValueTask IAsyncDisposable.DisposeAsync() => ValueTask.CompletedTask;
}
