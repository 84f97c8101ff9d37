namespace Retort.Hosting.Health;

/// <summary>The database did not answer a health check in time.</summary>
internal sealed class ProbeTimeoutException(HostedDatabase database, Exception inner) : RetortException(
    "RT0753",
    $"{database.Database.DisplayName} did not answer within {database.Options.HealthTimeout}.",
    null,
    "See whether the server is overloaded, or somebody holds the version table; allow more time with HealthTimeout.",
    inner);
