using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Retort.Hosting;
using Retort.Hosting.Health;
using Retort.Hosting.Pages;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the endpoints of Retort.</summary>
public static class RetortEndpointRouteBuilderExtensions
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>
    /// Maps <c>/health</c> (all health checks), <c>/health/ready</c> (those with the tag <c>ready</c>) and <c>/health/live</c> (the process answers), which answer 200, or 503 when a check is
    /// unhealthy; and <c>/retort</c>, pages about the database that change nothing: revisions, plan, schema, drift, backups, history. The pages are for who sits at the machine itself, until the
    /// application says who else may see them: <c>app.MapRetort(pages => pages.RequireAuthorization())</c>.
    /// </summary>
    /// <param name="endpoints">The endpoints of the application.</param>
    /// <param name="configurePages">Says who may see the pages.</param>
    /// <returns>All endpoints, to be named or restricted to a host. To allow anybody opens the health endpoints, and not the pages.</returns>
    /// <exception cref="InvalidOperationException"><c>AddRetort</c>, or <c>AddHealthChecks().AddRetort</c>, was not called.</exception>
    public static RouteGroupBuilder MapRetort(this IEndpointRouteBuilder endpoints, Action<RouteGroupBuilder>? configurePages = null) => Map(endpoints, "/retort", configurePages);

    /// <summary>Maps them with the pages below a path.</summary>
    internal static RouteGroupBuilder Map(IEndpointRouteBuilder endpoints, string pagesPath, Action<RouteGroupBuilder>? configurePages)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var services = endpoints.ServiceProvider;
        if (services.GetService<HostedDatabases>() is null || services.GetService<HealthCheckTags>() is null)
        {
            throw new InvalidOperationException("MapRetort needs services.AddRetort(...) and services.AddHealthChecks().AddRetort().");
        }

        var checks = services.GetRequiredService<HealthCheckService>();
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var all = endpoints.MapGroup("");
        var group = all.MapGroup("/health");
        Map("", new HealthEndpoint(checks, null, time).HandleAsync);
        Map("/ready", new HealthEndpoint(checks, check => check.Tags.Contains("ready"), time).HandleAsync);
        Map("/live", HealthEndpoint.HandleLivenessAsync);
        var pages = all.MapGroup(pagesPath).AddEndpointFilter(PageAccess.FilterAsync);
        StatusPages.MapAll(pages, services.GetRequiredService<HostedDatabases>(), services);
        configurePages?.Invoke(pages);
        return all;

        void Map(string pattern, RequestDelegate answer) => group.MapMethods(pattern, Methods, answer).ExcludeFromDescription();
    }
}
