using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Retort.Hosting.Pages;

/// <summary>Tells whoever looks at a page what changes, as server-sent events: the part of the page that does, as the server writes it.</summary>
internal sealed class LiveStream(DatabasePages pages, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // Proxies end what is silent for long, and only writing tells that somebody has gone.
    private const int SilentTurns = 15;

    public async Task WriteAsync(HttpContext context, PageLinks links)
    {
        // A stream has no end of its own: it must not keep the application from stopping.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        PageLayout.Protect(context.Response);
        context.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await TypedResults.ServerSentEvents(ReadAsync(links, ending.Token)).ExecuteAsync(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // Nobody looks any more.
        }
    }

    private async IAsyncEnumerable<SseItem<string>> ReadAsync(PageLinks links, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        string? last = null;
        var silent = 0;
        do
        {
            var now = await WriteAsync(links, cancellationToken).ConfigureAwait(false);
            if (now != last)
            {
                last = now;
                silent = 0;
                yield return new SseItem<string>(now, "status");
            }
            else if (++silent == SilentTurns)
            {
                silent = 0;
                yield return new SseItem<string>("", "unchanged");
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }

    private async Task<string> WriteAsync(PageLinks links, CancellationToken cancellationToken)
    {
        try
        {
            return PageLayout.WriteBlocks(await pages.LiveAsync(links, cancellationToken).ConfigureAwait(false));
        }
        catch (RetortException e)
        {
            return PageLayout.WriteBlocks(PageErrors.Blocks(e));
        }
    }
}
