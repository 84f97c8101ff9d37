using System.Collections.Immutable;
using Retort.Planning;

namespace Retort.Hosting.Startup;

/// <summary>The application does not start, because revisions are pending or the database is newer than it may be. Nothing was changed.</summary>
public sealed class StaleSchemaException : RetortException
{
    internal StaleSchemaException(HostedDatabase database, SchemaStand stand)
        : base(
            "RT0750",
            stand.IsNewer ? $"{database.Database.DisplayName} is at revisions that this application does not have." : $"{database.Database.DisplayName} is not at the heads of this application's revisions.",
            stand.ToString(),
            stand.IsNewer
                ? "Start the version of the application that migrated it, or let this one start with AllowNewer."
                : "Run `retort upgrade heads` before the application starts; or let it wait for that, or do it, with OnStartup(StartupMode.Wait) or OnStartup(StartupMode.Apply).")
    {
        Current = stand.Current;
        Heads = stand.Heads;
        Pending = stand.Pending;
    }

    /// <summary>The rows of the version table.</summary>
    public ImmutableArray<string> Current { get; }

    /// <summary>The heads of the application's revisions.</summary>
    public ImmutableArray<string> Heads { get; }

    /// <summary>The revisions that are not applied.</summary>
    public ImmutableArray<string> Pending { get; }
}

/// <summary>The application waited for its schema, and nobody migrated in time.</summary>
public sealed class SchemaNotInTimeException : RetortException
{
    internal SchemaNotInTimeException(HostedDatabase database, string state, RetortException? obstacle)
        : base(
            "RT0751",
            $"Nobody migrated {database.Database.DisplayName} within {database.Options.StartupTimeout}.",
            state,
            obstacle?.Hint ?? "Run `retort upgrade heads`, or allow more time with StartupTimeout.",
            obstacle)
    {
    }
}

/// <summary>The revisions that are pending lose data, and no start of an application does that unasked. Nothing was changed.</summary>
public sealed class DataLossAtStartException : RetortException
{
    internal DataLossAtStartException(HostedDatabase database, ImmutableArray<DataLoss> losses)
        : base(
            "RT0752",
            $"The revisions that are pending on {database.Database.DisplayName} lose data, so they were not applied.",
            string.Join('\n', losses.Select(loss => loss.Description)),
            "Run `retort upgrade heads`, which asks and makes a backup; or set AllowDataLoss.") => Losses = losses;

    /// <summary>What would be lost.</summary>
    public ImmutableArray<DataLoss> Losses { get; }
}
