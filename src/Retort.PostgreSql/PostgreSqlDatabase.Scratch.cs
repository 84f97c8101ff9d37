using Retort.Dialects;
using Retort.PostgreSql.Scratch;

namespace Retort.PostgreSql;

public sealed partial class PostgreSqlDatabase
{
    private bool _toldScratchVersion;

    /// <inheritdoc/>
    /// <remarks>
    /// With <see cref="PostgreSqlOptions.ScratchUrl"/> it is made there. Else it is made by CREATE DATABASE on the same server; where
    /// that is refused, on a local server that is started from installed programs. It cannot start with a copy of the schema:
    /// CREATE DATABASE copies only a database that nobody is connected to.
    /// </remarks>
    public async Task<IDatabase> CreateScratchAsync(bool copySchema, CancellationToken cancellationToken = default) => copySchema
        ? throw new UnsupportedOperationException("copy the schema of a database in use into a scratch database", "PostgreSQL", "Make an empty scratch database and run the revisions in it.")
        : await ScratchSource.CreateAsync(this, cancellationToken).ConfigureAwait(false);

    /// <summary>Says, once, that scratch databases are on another major version than this one, whose deparsed text can differ.</summary>
    internal void TellScratchVersion(int major)
    {
        if (ServerVersion is { } version && version.Major != major && !Interlocked.Exchange(ref _toldScratchVersion, true))
        {
            Log.ScratchVersionDiffers(_options.Logger, major, version.Major);
        }
    }
}
