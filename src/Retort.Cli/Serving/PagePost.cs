using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Retort.Hosting.Pages;
using Retort.Reporting.Documents;

namespace Retort.Cli.Serving;

/// <summary>What was sent from a form of ours, if it was.</summary>
/// <param name="Form">It; <see langword="null"/> when it is refused.</param>
/// <param name="Refusal">Why it is.</param>
internal sealed record PagePost(IFormCollection? Form, Page? Refusal)
{
    /// <summary>In bytes. The largest field is the name of a database.</summary>
    public const int LargestBody = 16 * 1024;

    private const string FormType = "application/x-www-form-urlencoded";

    /// <summary>Reads it.</summary>
    /// <param name="context">The request, of which it is known by now who is signed in.</param>
    /// <param name="antiforgery">Knows what our forms carry.</param>
    public static async Task<PagePost> ReadAsync(HttpContext context, IAntiforgery antiforgery)
    {
        var request = context.Request;
        if (!IsFromHere(request))
        {
            return Refuse(StatusCodes.Status403Forbidden, "It was not sent from a page of this server. A proxy in between must pass on the Host that the browser asked for.");
        }

        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals(FormType, StringComparison.OrdinalIgnoreCase))
        {
            return Refuse(StatusCodes.Status415UnsupportedMediaType, "It was not sent from a form.");
        }

        try
        {
            var form = await request.ReadFormAsync(new FormOptions { ValueCountLimit = 32 }, context.RequestAborted);
            return await antiforgery.IsRequestValidAsync(context)
                ? new PagePost(form, null)
                : Refuse(StatusCodes.Status400BadRequest, "The form is not one that this server made for you, or it is from before it was started, or before you signed in.");
        }
        catch (BadHttpRequestException e)
        {
            return Refuse(e.StatusCode, "It cannot be read.");
        }
        catch (InvalidDataException)
        {
            return Refuse(StatusCodes.Status400BadRequest, "It cannot be read.");
        }
    }

    /// <summary>
    /// Whether a browser says that the form stood on a page of this server. Every browser sends the origin with a form, and nothing but a browser has use for these forms, so that a request that does not
    /// say is refused as well. The scheme is not compared: a proxy may have ended TLS.
    /// </summary>
    private static bool IsFromHere(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Origin, UriKind.Absolute, out var origin)
        && string.Equals(origin.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase)
        && (request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin");

    private static PagePost Refuse(int status, string why) => new(null, new Page("Nothing was done", IPageChanges.Path, [new Paragraph(why)]) { StatusCode = status });
}
