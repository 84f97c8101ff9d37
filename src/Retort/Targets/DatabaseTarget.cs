using Retort.Dialects;

namespace Retort.Targets;

/// <summary>Another database as a target: it is read where it stands, and nothing is changed there.</summary>
/// <param name="database">The database; disposed with the target.</param>
public sealed class DatabaseTarget(IDatabase database) : ITargetSchema
{
    /// <inheritdoc/>
    public string Description => $"database {database.DisplayName}";

    /// <inheritdoc/>
    /// <exception cref="TargetException">The two databases are of different engines.</exception>
    /// <exception cref="DatabaseConnectionException">The database cannot be reached.</exception>
    public async Task<TargetReading> ReadAsync(TargetContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (engine, wanted) = (database.Dialect.Engine, context.Database.Dialect.Engine);
        return engine == wanted
            ? new TargetReading(await context.ReadAsync(database, cancellationToken).ConfigureAwait(false))
            : throw new TargetException(
                "RT0808", $"The target {database.DisplayName} is a database of {engine}; the other one is of {wanted}.", null, "Databases of two engines cannot be compared. Name one of the same engine.");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => database.DisposeAsync();
}
