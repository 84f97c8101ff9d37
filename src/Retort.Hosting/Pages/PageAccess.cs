using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace Retort.Hosting.Pages;

/// <summary>
/// Who may see the pages. They tell the whole schema: where an application says nothing about it, only who sits at the machine itself.
/// </summary>
internal static class PageAccess
{
    // What proxies add. Behind one everybody seems to sit at the machine.
    private static readonly string[] Forwarding = ["X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "X-Real-IP", "Via"];

    /// <summary>Refuses who may not.</summary>
    public static async ValueTask<object?> FilterAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        if (IsGuarded(context.GetEndpoint()!.Metadata) || IsLocal(context))
        {
            return await next(invocation).ConfigureAwait(false);
        }

        PageLayout.Protect(context.Response);
        return Results.Text("These pages are shown on this machine only. The application decides who else may see them: app.MapRetort(pages => pages.RequireAuthorization()).\n", statusCode: StatusCodes.Status403Forbidden);
    }

    /// <summary>Whether the application itself says who may, and has checked it by now.</summary>
    private static bool IsGuarded(EndpointMetadataCollection metadata) =>
        metadata.GetMetadata<AnyoneMaySee>() is not null || (metadata.GetMetadata<IAuthorizeData>() is not null && metadata.GetMetadata<IAllowAnonymous>() is null);

    /// <summary>Whether the request comes from this machine, was sent to it by that name, and by no other on behalf of somebody. A page of somebody else, in a browser here, has another name.</summary>
    private static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
        && !Array.Exists(Forwarding, context.Request.Headers.ContainsKey)
        && (context.Request.Host.Host is "localhost" || (IPAddress.TryParse(context.Request.Host.Host.Trim('[', ']'), out var host) && IPAddress.IsLoopback(host)));
}

/// <summary>That somebody wants the pages to be seen by whoever reaches them.</summary>
internal sealed class AnyoneMaySee;
