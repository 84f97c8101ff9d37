using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Retort.Hosting.Health;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the health of the databases that Retort migrates.</summary>
public static class RetortHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds two health checks for each database that is added with <c>AddRetort</c>: <c>database</c> (it can be reached) and <c>migrations</c> (nothing is pending); of a database with a
    /// name they are <c>NAME-database</c> and <c>NAME-migrations</c>. They read the version table alone, take no lock, and answer from memory for <c>HealthCacheDuration</c>.
    /// </summary>
    /// <param name="builder">The health checks of the application.</param>
    /// <param name="tags">Their tags; <c>ready</c> unless given.</param>
    public static IHealthChecksBuilder AddRetort(this IHealthChecksBuilder builder, params string[] tags)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(tags);
        builder.Services.TryAddSingleton(new HealthCheckTags(tags.Length == 0 ? ["ready"] : tags));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<HealthCheckServiceOptions>, HealthCheckRegistrations>());
        return builder;
    }
}
