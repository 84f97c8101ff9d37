using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Retort.Dialects;
using Retort.Reporting.Documents;

namespace Retort.Hosting.Pages;

/// <summary>What a page says when there is nothing else to say.</summary>
internal static class PageErrors
{
    /// <summary>An error as the command line tells it: what happened, and what to do.</summary>
    public static ImmutableArray<Block> Blocks(RetortException error) =>
    [
        new Paragraph(new Span(error.Code, SpanKind.Code), $" {error.Message}"),
        .. error.Location is { } location ? [new Paragraph("At ", new Span(location.ToString(), SpanKind.Code))] : Array.Empty<Block>(),
        .. error.Detail is null ? Array.Empty<Block>() : [new CodeBlock(error.Detail, "text")],
        .. error.Hint is null ? Array.Empty<Block>() : [new Paragraph(error.Hint)],
    ];

    public static Page Of(RetortException error, string section) => new("This could not be found out", section, Blocks(error))
    {
        StatusCode = error is DatabaseConnectionException ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError,
    };

    public static Page NoRevision(string id) => new("There is no such revision", "", [new Paragraph("No revision has the id ", new Span(id, SpanKind.Code), ".")]) { StatusCode = StatusCodes.Status404NotFound };
}
