using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Retort.Reporting.Documents;

namespace Retort.Hosting.Pages;

/// <summary>Answers requests for the pages about a database. They only read.</summary>
internal sealed class StatusPages
{
    private readonly DatabasePages _pages;
    private readonly LiveStream _stream;

    private StatusPages(HostedDatabase database, IServiceProvider services)
    {
        _pages = new DatabasePages(database);
        _stream = new LiveStream(_pages, services.GetRequiredService<IHostApplicationLifetime>(), database.TimeProvider);
    }

    /// <summary>Maps the pages about all databases of an application: one has the path of the group, of several each has its own.</summary>
    public static void MapAll(RouteGroupBuilder group, HostedDatabases databases, IServiceProvider services)
    {
        if (databases.Names is [var only])
        {
            Map(group, () => databases[only], services);
            return;
        }

        var links = databases.Names.Select((name, index) => (Name: name, Path: PathOf(name, index))).ToList();
        group.MapGet("/", context => WriteAsync(
            context,
            new Page("Databases", null, [new Listing([.. links.Select(link => (ImmutableArray<Span>)[new Span(link.Name.Length == 0 ? "The one without a name" : link.Name, Href: $"{PageLinks.Of(context.Request, 0).To(link.Path)}/")])])]),
            "Retort",
            PageLinks.Of(context.Request, 0))).ExcludeFromDescription();
        foreach (var (name, path) in links)
        {
            Map(group.MapGroup($"/{path}"), () => databases[name], services);
        }
    }

    /// <summary>Maps the pages about a database, below a path that is the group's.</summary>
    public static void Map(RouteGroupBuilder group, Func<HostedDatabase> database, IServiceProvider services)
    {
        // Not opened before somebody asks.
        var pages = new Lazy<StatusPages>(() => new StatusPages(database(), services));
        Map("", 0, "", (it, links, context) => it.OverviewAsync(links, context.RequestAborted));
        Map("plan", 1, "plan", (it, _, context) => it.PlanAsync(context.RequestAborted));
        Map("schema", 1, "schema", (it, _, context) => it.SchemaAsync(context.RequestAborted));
        Map("drift", 1, "drift", (it, _, context) => it.DriftAsync(context.RequestAborted));
        Map("backups", 1, "backups", (it, _, _) => Task.FromResult(it.Backups()));
        Map("history", 1, "history", (it, links, context) => it.HistoryAsync(links, context.RequestAborted));
        Map("revisions/{id}", 2, "", async (it, links, context) =>
            await it.RevisionAsync((string)context.Request.RouteValues["id"]!, links, context.RequestAborted).ConfigureAwait(false) ?? PageErrors.NoRevision((string)context.Request.RouteValues["id"]!));
        MapFile(PageAssets.Style, PageAssets.WriteStyleAsync);
        MapFile(PageAssets.Script, PageAssets.WriteScriptAsync);
        MapFile(PageAssets.Stream, context => pages.Value._stream.WriteAsync(context, PageLinks.Of(context.Request, 1)));

        void MapFile(string path, RequestDelegate answer) => group.MapGet($"/{path}", answer).ExcludeFromDescription();

        void Map(string path, int depth, string section, Func<DatabasePages, PageLinks, HttpContext, Task<Page>> read) => MapFile(path, async context =>
        {
            var (it, links) = (pages.Value._pages, PageLinks.Of(context.Request, depth));
            Page page;
            try
            {
                page = await read(it, links, context).ConfigureAwait(false);
            }
            catch (RetortException e)
            {
                page = PageErrors.Of(e, section);
            }

            await WriteAsync(context, page, it.Title, links).ConfigureAwait(false);
        });
    }

    // A name can be anything; a path cannot.
    private static string PathOf(string name, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"databases/{(name.Length > 0 && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_') ? name : index + 1)}");

    private static Task WriteAsync(HttpContext context, Page page, string database, PageLinks links)
    {
        PageLayout.Protect(context.Response);
        context.Response.StatusCode = page.StatusCode;
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(PageLayout.Write(page, database, links), Encoding.UTF8, context.RequestAborted);
    }
}
