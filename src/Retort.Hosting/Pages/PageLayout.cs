using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Retort.Reporting;
using Retort.Reporting.Diagrams;
using Retort.Reporting.Documents;

namespace Retort.Hosting.Pages;

/// <summary>What all pages have around them, and what a browser may do with them: nothing comes from elsewhere, nothing runs that is not a file of ours.</summary>
internal static class PageLayout
{
    private static readonly (string Path, string Name)[] Sections =
    [
        ("", "Overview"), ("plan", "Plan"), ("schema", "Schema"), ("drift", "Drift"), ("backups", "Backups"), ("history", "History"),
    ];

    // The drawings bring their styles with them.
    private static readonly string ContentSecurityPolicy =
        $"default-src 'none'; style-src 'self' {HashOf(RevisionGraphSvg.Style)} {HashOf(DiagramSvg.Style)}; script-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Writes a page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="database">What it is about.</param>
    /// <param name="links">Where the other pages are.</param>
    public static string Write(Page page, string database, PageLinks links)
    {
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
        html.Append($"<title>{Markup.Escape($"{page.Title} · {database}")}</title>\n<link rel=\"icon\" href=\"data:,\"/>\n");
        html.Append($"<link rel=\"stylesheet\" href=\"{Attribute(links.To(PageAssets.Style))}\"/>\n<script src=\"{Attribute(links.To(PageAssets.Script))}\" defer=\"defer\"></script>\n</head>\n<body>\n");
        html.Append($"<a class=\"skip\" href=\"#content\">To the content</a>\n<header>\n<p class=\"database\">{Markup.Escape(database)}</p>\n<nav aria-label=\"Pages\">\n<ul>\n");
        foreach (var (path, name) in page.Section is null ? [] : page.HasChanges ? [.. Sections, (IPageChanges.Path, "Changes")] : Sections)
        {
            html.Append($"<li><a href=\"{Attribute(links.To(path))}\"{(path == page.Section ? " aria-current=\"page\"" : "")}>{name}</a></li>\n");
        }

        html.Append($"</ul>\n</nav>\n</header>\n<main id=\"content\">\n<h1>{Markup.Escape(page.Title)}</h1>\n");
        if (!page.Live.IsEmpty)
        {
            var live = WriteBlocks(page.Live);
            html.Append($"<p id=\"connection\" role=\"status\"></p>\n<div id=\"live\" data-stream=\"{Attribute(links.To(PageAssets.Stream))}\" data-version=\"{VersionOf(live)}\">\n{live}</div>\n");
        }

        return html.Append(WriteBlocks(page.Blocks)).AppendJoin("", page.Forms.Select(form => form.Write())).Append("</main>\n</body>\n</html>\n").ToString();
    }

    /// <summary>Writes blocks that take their place in a page.</summary>
    public static string WriteBlocks(IEnumerable<Block> blocks)
    {
        var html = new StringBuilder();
        HtmlBlocks.Write(html, blocks);
        return html.ToString();
    }

    /// <summary>A word by which a browser knows what it shows already, and leaves it as it is.</summary>
    public static string VersionOf(string html) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(html)))[..16];

    /// <summary>Tells the browser what it may do.</summary>
    public static void Protect(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
    }

    private static string Attribute(string url) => Markup.Escape(url);

    private static string HashOf(string style) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"\n{style}\n")))}'";
}
