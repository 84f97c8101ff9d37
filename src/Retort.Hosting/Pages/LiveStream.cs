using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Retort.Hosting.Pages;

/// <summary>Tells whoever looks at a page what changes, as server-sent events: the part of the page that does, as the server writes it.</summary>
internal sealed class LiveStream(DatabasePages pages, IPageChanges? changes, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // A run can have news thousands of times in a second.
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(150);

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
        string? last = null;
        var silent = 0;
        while (true)
        {
            // Before it is written, so that nothing new goes by unseen.
            var news = changes?.News;
            var now = await WriteAsync(links, cancellationToken).ConfigureAwait(false);
            if (now != last)
            {
                last = now;
                silent = 0;
                yield return new SseItem<string>(now, "status") { EventId = PageLayout.VersionOf(now) };
            }
            else if (++silent == SilentTurns)
            {
                silent = 0;
                yield return new SseItem<string>("", "unchanged");
            }

            await PauseAsync(news, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for the next turn, which is not far when a run of this process has news.</summary>
    private async Task PauseAsync(Task? news, CancellationToken cancellationToken)
    {
        await Task.Delay(news is null ? Interval : ShortestInterval, time, cancellationToken).ConfigureAwait(false);
        if (news is not null)
        {
            await news.WaitAsync(Interval - ShortestInterval, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
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
