using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Retort.Hosting;
using Retort.Hosting.Health;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the endpoints of Retort.</summary>
public static class RetortEndpointRouteBuilderExtensions
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>
    /// Maps <c>/health</c> (all health checks), <c>/health/ready</c> (those with the tag <c>ready</c>) and <c>/health/live</c> (the process answers). They answer 200, or 503 when a check is
    /// unhealthy.
    /// </summary>
    /// <param name="endpoints">The endpoints of the application.</param>
    /// <returns>All of them, to be named, restricted to a host or opened to anybody.</returns>
    /// <exception cref="InvalidOperationException"><c>AddRetort</c>, or <c>AddHealthChecks().AddRetort</c>, was not called.</exception>
    public static RouteGroupBuilder MapRetort(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var services = endpoints.ServiceProvider;
        if (services.GetService<HostedDatabases>() is null || services.GetService<HealthCheckTags>() is null)
        {
            throw new InvalidOperationException("MapRetort needs services.AddRetort(...) and services.AddHealthChecks().AddRetort().");
        }

        var checks = services.GetRequiredService<HealthCheckService>();
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var group = endpoints.MapGroup("/health");
        Map("", new HealthEndpoint(checks, null, time).HandleAsync);
        Map("/ready", new HealthEndpoint(checks, check => check.Tags.Contains("ready"), time).HandleAsync);
        Map("/live", HealthEndpoint.HandleLivenessAsync);
        return group;

        void Map(string pattern, RequestDelegate answer) => group.MapMethods(pattern, Methods, answer).ExcludeFromDescription();
    }
}
