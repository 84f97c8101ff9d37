using System.Net;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Retort.Hosting;
using Retort.Hosting.Pages;
using Retort.Reporting.Documents;
using Retort.Revisions;

namespace Retort.Cli.Serving;

/// <summary>The pages from which an operator changes the database: who may see them, and what is sent from them.</summary>
internal sealed class ChangePages(IAntiforgery antiforgery, OperatorDoor door, OperatorSessions sessions, RunPages runs, HostedDatabases databases)
{
    private const string Session = "session";
    private const string Word = "token";

    /// <summary>Adds what they need. Nothing of it is kept on a disk: a server may have none to write to, and a new one asks for the token again.</summary>
    public static void AddServices(IServiceCollection services, CommandContext context, OperatorToken token, CancellationToken ending)
    {
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = OperatorSessions.CookieName("retort-form");
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.Path = "/";
            options.SuppressXFrameOptionsHeader = true;
        });
        services.AddDataProtection().UseEphemeralDataProtectionProvider();

        // It would make keys on the disk, for others than the provider above.
        foreach (var keeper in services.Where(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Assembly == typeof(DataProtectionBuilderExtensions).Assembly).ToList())
        {
            services.Remove(keeper);
        }

        // What they would say to a log is said to the browser, or is as it is meant to be.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.None).AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.None));
        services.AddSingleton(new OperatorSessions(context.Host.Clock));
        services.AddSingleton(new PageChanges(context, ending));
        services.AddSingleton<IPageChanges>(provider => provider.GetRequiredService<PageChanges>());
        services.AddSingleton(_ => new OperatorDoor(token, context, ending));
        services.AddSingleton(provider => new RunPages(context, provider.GetRequiredService<PageChanges>()));
        services.AddSingleton<ChangePages>();
    }

    /// <summary>Maps them below the root of the pages.</summary>
    public void Map(RouteGroupBuilder pages)
    {
        MapGet(IPageChanges.Path, 1, (context, links) => runs.ShowAsync(links, context.RequestAborted));
        MapGet(RunPages.PathOf(Direction.Upgrade), 2, (context, links) => runs.ShowPlanAsync(Direction.Upgrade, context.Request.Query[RunPages.To].ToString(), links, context.RequestAborted));
        MapGet(RunPages.PathOf(Direction.Downgrade), 2, (context, links) => runs.ShowPlanAsync(Direction.Downgrade, context.Request.Query[RunPages.To].ToString(), links, context.RequestAborted));
        MapPost(RunPages.PathOf(Direction.Upgrade), 2, "", (context, form, links) => runs.RunAsync(Direction.Upgrade, form, AddressOf(context), links, context.RequestAborted));
        MapPost(RunPages.PathOf(Direction.Downgrade), 2, "", (context, form, links) => runs.RunAsync(Direction.Downgrade, form, AddressOf(context), links, context.RequestAborted));
        MapPost(RunPages.Backup, 2, "", (context, form, links) => Task.FromResult(runs.BackUp(form, AddressOf(context), links)));
        MapPost(Session, 1, IPageChanges.Path, SignInAsync, isForAll: true);
        MapPost($"{Session}/end", 2, "", (context, _, _) =>
        {
            sessions.SignOut(context);
            return Task.FromResult<Page?>(null);
        });

        void MapGet(string path, int depth, Func<HttpContext, PageLinks, Task<Page>> read) =>
            pages.MapGet($"/{path}", context => ReadAsync(context, depth, path == IPageChanges.Path, read)).ExcludeFromDescription();

        void MapPost(string path, int depth, string next, Func<HttpContext, IFormCollection, PageLinks, Task<Page?>> act, bool isForAll = false) =>
            pages.MapPost($"/{path}", context => ActAsync(context, depth, next, act, isForAll)).ExcludeFromDescription();
    }

    private Task ReadAsync(HttpContext context, int depth, bool isEntrance, Func<HttpContext, PageLinks, Task<Page>> read)
    {
        var links = Prepare(context, depth);
        return sessions.Recognize(context)
            ? WriteAsync(context, links, async () => await read(context, links), "")
            : WriteAsync(context, SignInPage(links, isEntrance ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden), links);
    }

    private async Task ActAsync(HttpContext context, int depth, string next, Func<HttpContext, IFormCollection, PageLinks, Task<Page?>> act, bool isForAll)
    {
        var links = Prepare(context, depth);
        var isOperator = sessions.Recognize(context);
        var post = await PagePost.ReadAsync(context, antiforgery);
        await (post.Form is not { } form ? WriteAsync(context, post.Refusal!, links)
            : isOperator || isForAll ? WriteAsync(context, links, () => act(context, form, links), next)
            : WriteAsync(context, SignInPage(links, StatusCodes.Status403Forbidden), links));
    }

    private async Task<Page?> SignInAsync(HttpContext context, IFormCollection form, PageLinks links)
    {
        switch (await door.KnockAsync(form[Word].ToString().Trim(), AddressOf(context)))
        {
            case Knock.LetIn:
                sessions.SignIn(context);
                return null;
            case Knock.Wrong:
                return SignInPage(links, StatusCodes.Status403Forbidden, "This is not the token.");
            default:
                return SignInPage(links, StatusCodes.Status429TooManyRequests, "Too many wrong tokens came from there. This one was not looked at: wait some seconds.");
        }
    }

    private static Page SignInPage(PageLinks links, int status, string? problem = null) => new("Sign in", IPageChanges.Path, [])
    {
        StatusCode = status,
        Forms =
        [
            new PageForm("Who may change the database", links.To(Session), "Sign in", new TextField(Word, "Token") { IsSecret = true })
            {
                Blocks = [.. problem is null ? Array.Empty<Block>() : [new Paragraph(new Span(problem, SpanKind.Bad))], new Paragraph("The token was given to ", new Span("retort serve", SpanKind.Code), ", or is the one that it said when it was started.")],
            },
        ],
    };

    /// <summary>Answers with a page, with what went wrong, or by leading to another page.</summary>
    private async Task WriteAsync(HttpContext context, PageLinks links, Func<Task<Page?>> answer, string next)
    {
        Page? page;
        try
        {
            page = await answer();
        }
        catch (RetortException e)
        {
            page = PageErrors.Of(e, IPageChanges.Path);
            page = e is RevisionGraphException ? page with { StatusCode = StatusCodes.Status400BadRequest } : page;
        }

        if (page is null)
        {
            PageLayout.Protect(context.Response);
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = links.To(next);
            return;
        }

        await WriteAsync(context, page, links);
    }

    private Task WriteAsync(HttpContext context, Page page, PageLinks links)
    {
        if (page.Forms.Any(form => form.Changes))
        {
            var tokens = antiforgery.GetAndStoreTokens(context);
            var proof = new HiddenField(tokens.FormFieldName, tokens.RequestToken!);
            page = page with { Forms = [.. page.Forms.Select(form => form.Changes ? form with { Fields = [.. form.Fields, proof] } : form)] };
        }

        return StatusPages.WriteAsync(context, page, databases[databases.Names[0]].Title, links);
    }

    private static PageLinks Prepare(HttpContext context, int depth)
    {
        // Who claims it gains nothing but cookies that are sent over https alone.
        if (context.Request.Headers["X-Forwarded-Proto"] == "https")
        {
            context.Request.Scheme = "https";
        }

        return PageLinks.Of(context.Request, depth);
    }

    private static IPAddress AddressOf(HttpContext context) => context.Connection.RemoteIpAddress ?? IPAddress.None;
}
