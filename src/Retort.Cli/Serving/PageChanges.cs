using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Retort.Cli.Output;
using Retort.Hosting.Pages;
using Retort.Reporting;
using Retort.Reporting.Documents;

namespace Retort.Cli.Serving;

/// <summary>What is changed from the pages: one thing at a time, in the background, until it is done or the server ends.</summary>
internal sealed class PageChanges(CommandContext context, CancellationToken ending) : IPageChanges
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _news = NewNews();
    private string? _request;
    private PageRun? _run;
    private Task _work = Task.CompletedTask;

    public Task News
    {
        get
        {
            lock (_gate)
            {
                return _news.Task;
            }
        }
    }

    /// <summary>The work that goes on, or the last one.</summary>
    public Task Work
    {
        get
        {
            lock (_gate)
            {
                return _work;
            }
        }
    }

    public ImmutableArray<Block> Describe(PageLinks links) => Volatile.Read(ref _run)?.Describe() ?? [];

    /// <summary>Takes the turn to change something, to begin or to give back.</summary>
    /// <param name="what">What: <c>Upgrade to heads</c>.</param>
    /// <param name="where">Where it was asked for.</param>
    /// <param name="run">Tells of it.</param>
    /// <param name="other">What somebody else asked for, who has the turn.</param>
    public bool TryTake(string what, string where, [NotNullWhen(true)] out PageRun? run, [NotNullWhen(false)] out string? other)
    {
        lock (_gate)
        {
            other = _request;
            if (other is not null)
            {
                run = null;
                return false;
            }

            _request = $"{what}, asked for from {where} at {StatusBlocks.Moment(context.Host.Clock.GetUtcNow())}";
            run = new PageRun(context, _request, Tell);
            return true;
        }
    }

    /// <summary>Gives the turn back without having done anything.</summary>
    public void GiveBack()
    {
        lock (_gate)
        {
            _request = null;
        }
    }

    /// <summary>Begins what the turn was taken for.</summary>
    /// <param name="run">Tells of it.</param>
    /// <param name="work">Does it.</param>
    public void Begin(PageRun run, Func<CancellationToken, Task> work)
    {
        lock (_gate)
        {
            _run = run;
            _work = Task.Run(() => DoAsync(run, work), CancellationToken.None);
        }

        Tell();
    }

    private async Task DoAsync(PageRun run, Func<CancellationToken, Task> work)
    {
        Exception? error = null;
        try
        {
            await work(ending);
        }
        catch (OperationCanceledException e)
        {
            error = e;
            context.Say("stopped; what was finished stays");
        }
        catch (Exception e)
        {
            // Whatever it is: there is nobody else to tell it to.
            error = e;
            ErrorOutput.Write(e, json: false, context.Verbose, context.Host);
        }

        // Who sees the end can ask for the next.
        GiveBack();
        run.End(error);
    }

    private void Tell()
    {
        lock (_gate)
        {
            _news.SetResult();
            _news = NewNews();
        }
    }

    private static TaskCompletionSource NewNews() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
