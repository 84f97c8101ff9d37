using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Retort.Dialects;
using Retort.Planning;

namespace Retort.Execution;

/// <summary>How a <see cref="Migrator"/> runs.</summary>
public sealed record MigratorOptions
{
    /// <summary>The names of the version table and the journal.</summary>
    /// <value>Default: <c>retort_version</c> and <c>retort_history</c> in the default schema.</value>
    public VersionTables Tables { get; init; } = VersionTables.Default;

    /// <summary>How revisions are put into transactions.</summary>
    /// <value>Default: each in its own.</value>
    public TransactionMode Transaction { get; init; } = TransactionMode.PerRevision;

    /// <summary>How long to wait for another runner to finish, and for how long a step is tried again while other sessions hold its tables.</summary>
    /// <value>Default: 60 seconds.</value>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What revisions are told as <see cref="MigrationContext.Arguments"/>.</summary>
    public ImmutableDictionary<string, string> Arguments { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>A word of the operator's that is kept in the journal with each revision of the run.</summary>
    public string? Tag { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where the run is logged.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Who is told of the progress.</summary>
    public IMigrationObserver? Observer { get; init; }
}
