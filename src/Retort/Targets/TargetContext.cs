using Retort.Dialects;
using Retort.Schema;

namespace Retort.Targets;

/// <summary>What a target is read for.</summary>
/// <param name="Database">The database whose engine and version is meant; scratch databases are made beside it.</param>
/// <param name="Scope">Which part of a database counts.</param>
public sealed record TargetContext(IDatabase Database, SchemaScope Scope)
{
    /// <summary>Makes a schema in an empty scratch database and reads it back.</summary>
    /// <param name="build">Makes the schema.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="RetortException">No scratch database can be had, or the schema cannot be made there.</exception>
    public async Task<DatabaseSchema> RealiseAsync(Func<IDatabase, CancellationToken, Task> build, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(build);
        var scratch = await Database.CreateScratchAsync(copySchema: false, cancellationToken).ConfigureAwait(false);
        await using var disposing = scratch.ConfigureAwait(false);
        await build(scratch, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(scratch, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the schema of a database.</summary>
    internal async Task<DatabaseSchema> ReadAsync(IDatabase database, CancellationToken cancellationToken)
    {
        var session = await database.OpenForSqlAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        return await session.ReadSchemaAsync(Scope, cancellationToken).ConfigureAwait(false);
    }
}
