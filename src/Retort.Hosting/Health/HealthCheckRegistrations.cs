using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Retort.Hosting.Health;

/// <summary>Adds two health checks for each database: <c>database</c> and <c>migrations</c>, after <c>NAME-</c> where the database has a name.</summary>
internal sealed class HealthCheckRegistrations(HostedDatabases databases, HealthCheckTags tags) : IConfigureOptions<HealthCheckServiceOptions>
{
    public void Configure(HealthCheckServiceOptions options)
    {
        foreach (var name in databases.Names)
        {
            var prefix = name.Length == 0 ? "" : $"{name}-";
            options.Registrations.Add(new HealthCheckRegistration($"{prefix}database", _ => new DatabaseHealthCheck(databases[name]), null, tags.Tags));
            options.Registrations.Add(new HealthCheckRegistration($"{prefix}migrations", _ => new MigrationsHealthCheck(databases[name]), null, tags.Tags));
        }
    }
}

/// <summary>The tags of the health checks.</summary>
internal sealed record HealthCheckTags(IReadOnlyList<string> Tags);
