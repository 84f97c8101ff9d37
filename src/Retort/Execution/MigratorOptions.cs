using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Retort.Comparison;
using Retort.Dialects;
using Retort.Planning;
using Retort.Schema;

namespace Retort.Execution;

/// <summary>How a <see cref="Migrator"/> runs.</summary>
public sealed record MigratorOptions
{
    /// <summary>The names of the version table and the journal.</summary>
    /// <value>Default: <c>retort_version</c> and <c>retort_history</c> in the default schema.</value>
    public VersionTables Tables { get; init; } = VersionTables.Default;

    /// <summary>The part of the database that the revisions are for.</summary>
    /// <value>Default: the current schema of a session.</value>
    public SchemaScope Scope { get; init; } = new();

    /// <summary>What of that part is compared with the revisions or a model.</summary>
    /// <value>Default: everything.</value>
    public SchemaFilter Filter { get; init; } = SchemaFilter.All;

    /// <summary>Whether a run leaves the fingerprint of the schema in the history, so that drift can be found where the revisions cannot be replayed.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool RecordsFingerprint { get; init; } = true;

    /// <summary>The folder where it is noted which schemas were found equal, to answer sooner when asked again within a day; it need not be there.</summary>
    /// <value>Default: <see langword="null"/>, everything is compared every time.</value>
    public string? CacheFolder { get; init; }

    /// <summary>How revisions are put into transactions.</summary>
    /// <value>Default: each in its own.</value>
    public TransactionMode Transaction { get; init; } = TransactionMode.PerRevision;

    /// <summary>How long to wait for another runner to finish, and for how long a step is tried again while other sessions hold its tables.</summary>
    /// <value>Default: 60 seconds.</value>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How large the batches of a backfill are, and when the next one waits.</summary>
    public BackfillOptions Backfill { get; init; } = new();

    /// <summary>What revisions are told as <see cref="MigrationContext.Arguments"/>.</summary>
    public ImmutableDictionary<string, string> Arguments { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>A word of the operator's that is kept in the journal with each revision of the run.</summary>
    public string? Tag { get; init; }

    /// <summary>
    /// What is done when a run is the only runner and knows which revisions it will run, before it changes anything: a backup, a word to others. What it
    /// throws ends the run with nothing changed. Where the lock does not span transactions (SQLite) it is done again when another runner came in between.
    /// </summary>
    /// <value>Default: <see langword="null"/>, nothing.</value>
    public Func<IReadOnlyList<PlannedRevision>, CancellationToken, Task>? BeforeRunning { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where the run is logged.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Who is told of the progress.</summary>
    public IMigrationObserver? Observer { get; init; }

    /// <summary>What is read of a database when its schema is compared: Retort's own tables never appear, neither under their full names nor in a scratch database.</summary>
    internal SchemaScope ReadScope => Scope with { Hidden = [.. Scope.Hidden, Tables.Version, Tables.History, Unqualified.Version, Unqualified.History] };

    /// <summary>Whether the database has no rows but those that the revisions gave it, so that a squashed revision does for it whatever was applied before.</summary>
    internal bool IsScratch { get; init; }

    /// <summary>The same revisions in a scratch database: nobody watches and nothing is kept. The schema that the version tables are in elsewhere need not be there.</summary>
    internal MigratorOptions ForScratch =>
        this with { IsScratch = true, Tables = Unqualified, RecordsFingerprint = false, Backfill = BackfillOptions.WithoutWaiting, BeforeRunning = null, Observer = null, Logger = NullLogger.Instance, IsTraced = false };

    /// <summary>Whether OpenTelemetry is told of the runs.</summary>
    internal bool IsTraced { get; private init; } = true;

    private VersionTables Unqualified => new(Tables.Version.Name, Tables.History.Name);
}
