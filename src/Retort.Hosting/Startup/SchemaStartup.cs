using System.Collections.Immutable;
using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Retort.Dialects;
using Retort.Execution;
using Retort.Revisions;

namespace Retort.Hosting.Startup;

/// <summary>Sees to the schemas before any other service of the application starts, and before it listens.</summary>
internal sealed class SchemaStartup(HostedDatabases databases) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var name in databases.Names)
        {
            var database = databases[name];
            try
            {
                await StartAsync(database, cancellationToken).ConfigureAwait(false);
            }
            catch (RetortException e)
            {
                // What a host prints of an exception has neither detail nor hint.
                Log.StartRefused(database.Logger, e.Code, e.Message, e.Detail, e.Hint);
                throw;
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static Task StartAsync(HostedDatabase database, CancellationToken cancellationToken) => database.Options.Startup switch
    {
        StartupMode.Apply => OutlastOutageAsync(database, () => ApplyAsync(database, cancellationToken), cancellationToken),
        StartupMode.Verify => OutlastOutageAsync(database, () => VerifyAsync(database, cancellationToken), cancellationToken),
        StartupMode.Wait => WaitAsync(database, cancellationToken),
        _ => Task.CompletedTask,
    };

    /// <summary>A server that starts beside the application, or again, lets nobody in for a moment. Nothing was run then.</summary>
    private static async Task OutlastOutageAsync(HostedDatabase database, Func<Task> start, CancellationToken cancellationToken)
    {
        var begin = database.TimeProvider.GetTimestamp();
        for (var isTold = false; ; isTold = true)
        {
            try
            {
                await start().ConfigureAwait(false);
                return;
            }
            catch (DatabaseConnectionException e) when (
                (e.InnerException is DbException { IsTransient: true } or SocketException or IOException or TimeoutException)
                && database.TimeProvider.GetElapsedTime(begin) < database.Options.StartupTimeout)
            {
                if (!isTold)
                {
                    Log.WaitingForSchema(database.Logger, database.Database.DisplayName, e.Message);
                }
            }

            await Task.Delay(RunLock.WithJitter(database.Options.PollInterval), database.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task ApplyAsync(HostedDatabase database, CancellationToken cancellationToken)
    {
        var migrator = database.CreateMigrator(new LoggingObserver(database));
        await using var closing = migrator.ConfigureAwait(false);
        try
        {
            var graph = await migrator.LoadGraphAsync(cancellationToken).ConfigureAwait(false);
            if (graph.Heads.IsEmpty)
            {
                return;
            }

            var plan = await migrator.PlanUpgradeAsync("heads", cancellationToken).ConfigureAwait(false);
            if (!database.Options.AllowDataLoss && migrator.FindLosses(plan) is { IsEmpty: false } losses)
            {
                throw new DataLossAtStartException(database, losses);
            }

            var report = await migrator.RunAsync(plan, cancellationToken).ConfigureAwait(false);
            Log.SchemaUpgraded(database.Logger, database.Database.DisplayName, report.Current, report.Steps.Length, (long)report.Duration.TotalMilliseconds);
        }
        catch (RevisionGraphException e) when (e.Problem == RevisionProblem.UnknownRow && database.Options.AllowNewer)
        {
            // It was so before, or a newer instance that starts beside this one came first.
            await LookAsync(database, migrator, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task VerifyAsync(HostedDatabase database, CancellationToken cancellationToken)
    {
        var migrator = database.CreateMigrator();
        await using var closing = migrator.ConfigureAwait(false);
        var look = await LookAsync(database, migrator, cancellationToken).ConfigureAwait(false);
        if (!look.Interrupted.IsEmpty)
        {
            throw new HalfAppliedException(look.Interrupted[0], [.. look.Stand.Current.Select(RevisionId.Parse)]);
        }

        if (!look.IsReady)
        {
            throw new StaleSchemaException(database, look.Stand);
        }
    }

    private static async Task WaitAsync(HostedDatabase database, CancellationToken cancellationToken)
    {
        var start = database.TimeProvider.GetTimestamp();
        var told = "";
        while (true)
        {
            var (isReady, state, obstacle) = await TryLookAsync(database, cancellationToken).ConfigureAwait(false);
            if (isReady)
            {
                return;
            }

            var left = database.Options.StartupTimeout - database.TimeProvider.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                throw new SchemaNotInTimeException(database, state, obstacle);
            }

            if (state != told)
            {
                Log.WaitingForSchema(database.Logger, database.Database.DisplayName, state);
                told = state;
            }

            var pause = RunLock.WithJitter(database.Options.PollInterval);
            await Task.Delay(pause < left ? pause : left, database.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Looks, and takes a database that does not answer yet for one that will.</summary>
    private static async Task<(bool IsReady, string State, RetortException? Obstacle)> TryLookAsync(HostedDatabase database, CancellationToken cancellationToken)
    {
        var migrator = database.CreateMigrator();
        await using var closing = migrator.ConfigureAwait(false);
        try
        {
            var look = await LookAsync(database, migrator, cancellationToken).ConfigureAwait(false);
            return (look.IsReady, look.Interrupted.IsEmpty ? look.Stand.ToString() : $"revision \"{look.Interrupted[0].Revision}\" is applied in part", null);
        }
        catch (RetortException e) when (e is DatabaseConnectionException or StatementException)
        {
            return (false, e.Message, e);
        }
    }

    private static async Task<Look> LookAsync(HostedDatabase database, Migrator migrator, CancellationToken cancellationToken)
    {
        var (graph, rows) = await migrator.LoadGraphAndVersionRowsAsync(cancellationToken).ConfigureAwait(false);
        var look = new Look(SchemaStand.Of(graph, rows), await migrator.FindInterruptedAsync(cancellationToken).ConfigureAwait(false), database.Options.AllowNewer);
        if (look is { IsReady: true, Stand.IsNewer: true })
        {
            Log.SchemaNewer(database.Logger, database.Database.DisplayName, look.Stand.Unknown);
        }
        else if (look.IsReady)
        {
            Log.SchemaCurrent(database.Logger, database.Database.DisplayName, look.Stand.Current);
        }

        return look;
    }

    private sealed record Look(SchemaStand Stand, ImmutableArray<InterruptedRevision> Interrupted, bool AllowNewer)
    {
        public bool IsReady => Stand.IsNewer ? AllowNewer : Stand.Pending.IsEmpty && Interrupted.IsEmpty;
    }
}
