using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Retort.Hosting.Health;

/// <summary>Whether a database can be reached.</summary>
internal sealed class DatabaseHealthCheck(HostedDatabase database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var result = await database.Probe.GetAsync(cancellationToken).ConfigureAwait(false);
        var data = new Dictionary<string, object>(StringComparer.Ordinal) { ["engine"] = database.Database.Dialect.Engine };
        if (result.IsReachable)
        {
            return HealthCheckResult.Healthy(data: data);
        }

        data.Add("code", result.Code!);
        return new HealthCheckResult(database.Options.WhenUnreachable, result.Failure!.Message, result.Failure, data);
    }
}
