using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Retort.Hosting.Health;

/// <summary>Whether all revisions are applied. A database that a newer application has migrated is degraded at most: the instances of this one still have to serve.</summary>
internal sealed class MigrationsHealthCheck(HostedDatabase database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var result = await database.Probe.GetAsync(cancellationToken).ConfigureAwait(false);
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["current"] = result.Stand?.Current ?? [],
            ["heads"] = result.Heads,
            ["pending"] = result.Stand is { IsNewer: false } known ? known.Pending.Length : DBNull.Value,
        };
        switch (result)
        {
            case { Stand: null }:
                data.Add("code", result.Code!);
                return new HealthCheckResult(
                    result.IsReachable ? database.Options.WhenPending : database.Options.WhenUnreachable, result.Failure!.Message, result.Failure, data);
            case { Stand.IsNewer: true }:
                data.Add("unknown", result.Stand.Unknown);
                return HealthCheckResult.Degraded(result.Stand.ToString(), data: data);
            case { Stand.Pending.IsEmpty: false }:
                return new HealthCheckResult(database.Options.WhenPending, result.Stand.ToString(), data: data);
            default:
                return HealthCheckResult.Healthy(data: data);
        }
    }
}
