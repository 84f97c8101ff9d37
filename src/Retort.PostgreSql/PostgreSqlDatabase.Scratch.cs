using Retort.Dialects;
using Retort.PostgreSql.Observation;
using Retort.PostgreSql.Scratch;

namespace Retort.PostgreSql;

public sealed partial class PostgreSqlDatabase
{
    private bool _toldScratchVersion;

    /// <inheritdoc/>
    /// <remarks>
    /// With <see cref="PostgreSqlOptions.ScratchUrl"/> it is made there. Else it is made by CREATE DATABASE on the same server; where
    /// that is refused, on a local server that is started from installed programs. The schema of a copy is made from what is read of the
    /// catalogue, without owners and privileges: CREATE DATABASE copies only a database that nobody is connected to.
    /// </remarks>
    public async Task<IDatabase> CreateScratchAsync(bool copySchema, CancellationToken cancellationToken = default)
    {
        var scratch = await ScratchSource.CreateAsync(this, cancellationToken).ConfigureAwait(false);
        if (!copySchema)
        {
            return scratch;
        }

        try
        {
            return await SchemaCopy.MakeAsync(this, scratch, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await scratch.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<IStatementObserver> OpenObserverAsync(CancellationToken cancellationToken = default) =>
        await StatementObserver.OpenAsync(this, cancellationToken).ConfigureAwait(false);

    /// <summary>Says, once, that scratch databases are on another major version than this one, whose deparsed text can differ.</summary>
    internal void TellScratchVersion(int major)
    {
        if (ServerVersion is { } version && version.Major != major && !Interlocked.Exchange(ref _toldScratchVersion, true))
        {
            Scratch.Log.ScratchVersionDiffers(_options.Logger, major, version.Major);
        }
    }
}
