using Microsoft.AspNetCore.Http;
using Retort.Reporting.Documents;
using Retort.Revisions;

namespace Retort.Hosting.Pages;

/// <summary>Where the pages of a database are, as the one who asked for one sees them.</summary>
/// <param name="Root">The path that all of them begin with, without a slash at its end.</param>
internal readonly record struct PageLinks(string Root)
{
    /// <summary>The links of an application that maps the pages wherever it likes.</summary>
    /// <param name="request">The request for a page.</param>
    /// <param name="depth">How many segments the path of that page has below the root.</param>
    public static PageLinks Of(HttpRequest request, int depth)
    {
        var path = $"{request.PathBase}{request.Path}".TrimEnd('/');
        for (; depth > 0; depth--)
        {
            path = path[..path.LastIndexOf('/')];
        }

        return new PageLinks(path);
    }

    public string To(string page) => page.Length == 0 ? $"{Root}/" : $"{Root}/{page}";

    public string To(Revision revision) => To($"revisions/{Uri.EscapeDataString(revision.Id.Value)}");

    /// <summary>A revision by its name, leading to its page.</summary>
    public Span NameOf(Revision revision) => new(revision.Id.Value, SpanKind.Code, To(revision));
}
