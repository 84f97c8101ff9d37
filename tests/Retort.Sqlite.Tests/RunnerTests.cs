using System.Reflection;
using Retort.Dialects;
using Retort.RevisionFiles;
using Retort.Testing;

namespace Retort.Sqlite.Tests;

/// <summary>SQLite has no lock that outlives a transaction: another runner may come in between what was read and what is begun.</summary>
public sealed class RunnerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_another_runner_did_in_between_is_not_done_again(int done)
    {
        using var folder = new TempFolder();
        folder.Write("versions/a.sql", "-- revision: a\n-- upgrade\nCREATE TABLE a (id INT);\n");
        folder.Write("versions/b.sql", "-- revision: b\n-- upgrade\nCREATE TABLE b (id INT);\n");
        var url = $"sqlite:///{folder["app.db"]}";
        var revisions = new VersionsFolder([folder["versions"]]);
        await using (var first = Migrator.Create(SqliteDatabase.Connect(url), revisions))
        {
            await first.EnsureVersionTablesAsync();
        }

        var database = Intervening.On(SqliteDatabase.Connect(url), async () =>
        {
            await using var other = Migrator.Create(SqliteDatabase.Connect(url), new VersionsFolder([folder["versions"]]));
            await other.RunAsync(await other.PlanUpgradeAsync(done == 1 ? "a" : "heads"));
        });
        await using var migrator = Migrator.Create(database, revisions);
        var report = await migrator.RunAsync(await migrator.PlanUpgradeAsync("heads"));

        Assert.Equal(2 - done, report.Steps.Length);
        Assert.Equal(["a", "b"], (await migrator.ReadVersionRowsAsync()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_writer_that_keeps_others_out_for_longer_than_the_driver_waits_is_outlasted(bool stamps)
    {
        using var folder = new TempFolder();
        folder.Write("versions/a.sql", "-- revision: a\n-- upgrade\nCREATE TABLE a (id INT);\n");
        var url = $"sqlite:///{folder["app.db"]}";
        var revisions = new VersionsFolder([folder["versions"]]);
        if (stamps)
        {
            await using var first = Migrator.Create(SqliteDatabase.Connect(url), revisions);
            await first.EnsureVersionTablesAsync();
        }

        var released = Task.CompletedTask;
        var database = Intervening.On(SqliteDatabase.Connect(url), async () =>
        {
            var writer = await OpeningTests.HoldAsync(folder["app.db"]);
            released = Task.Delay(TimeSpan.FromSeconds(1.5)).ContinueWith(_ => OpeningTests.ReleaseAsync(writer), TaskScheduler.Default).Unwrap();
        });
        await using var migrator = Migrator.Create(database, revisions);
        if (stamps)
        {
            await migrator.StampAsync(["a"]);
        }
        else
        {
            await migrator.EnsureVersionTablesAsync();
        }

        await released;
        Assert.Equal(stamps ? ["a"] : [], await migrator.ReadVersionRowsAsync());
    }

    [Fact]
    public async Task A_stamp_starts_from_what_another_runner_left_in_between()
    {
        using var folder = new TempFolder();
        folder.Write("versions/a.sql", "-- revision: a\n-- upgrade\nCREATE TABLE a (id INT);\n");
        folder.Write("versions/b.sql", "-- revision: b\n-- upgrade\nCREATE TABLE b (id INT);\n");
        var url = $"sqlite:///{folder["app.db"]}";
        var revisions = new VersionsFolder([folder["versions"]]);
        await using var other = Migrator.Create(SqliteDatabase.Connect(url), revisions);
        await other.EnsureVersionTablesAsync();

        var database = Intervening.On(SqliteDatabase.Connect(url), async () => await other.RunAsync(await other.PlanUpgradeAsync("a")));
        await using var migrator = Migrator.Create(database, revisions);
        var report = await migrator.StampAsync(["b"]);

        Assert.Equal(["a"], report.Before);
        Assert.Equal(["a", "b"], (await migrator.ReadVersionRowsAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_run_of_another_runner_in_between_is_not_drift()
    {
        using var folder = new TempFolder();
        folder.Write("versions/a.sql", "-- revision: a\n-- upgrade\nCREATE TABLE a (id INT);\n");
        folder.Write("versions/b.sql", "-- revision: b\n-- revises: a\n-- upgrade\nCREATE TABLE b (id INT);\n");
        var url = $"sqlite:///{folder["app.db"]}";
        var revisions = new VersionsFolder([folder["versions"]]);
        await using var other = Migrator.Create(SqliteDatabase.Connect(url), revisions);
        await other.RunAsync(await other.PlanUpgradeAsync("a"));

        var database = Intervening.On(SqliteDatabase.Connect(url), async () => await other.RunAsync(await other.PlanUpgradeAsync("b")), nameof(IDatabaseSession.ReadSchemaAsync));
        await using var migrator = Migrator.Create(database, revisions);
        var drift = await migrator.FindDriftAsync();

        Assert.Equal((false, 2), (drift.IsFound, drift.Live.Tables.Count()));
    }

    /// <summary>A database, or a session on it, that lets something happen before the first transaction begins, or before another call.</summary>
    public class Intervening : DispatchProxy
    {
        private object _target = null!;
        private Func<Task>? _intervene;
        private string _call = "";

        public static IDatabase On(IDatabase database, Func<Task> intervene, string call = nameof(IDatabaseSession.BeginAsync)) => Around(database, intervene, call);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == _call && Interlocked.Exchange(ref _intervene, null) is { } intervene)
            {
                intervene().GetAwaiter().GetResult();
            }

            return targetMethod.Name is nameof(IDatabase.OpenAsync) or nameof(IDatabase.OpenForSqlAsync)
                ? OpenAsync((Task<IDatabaseSession>)targetMethod.Invoke(_target, args)!)
                : targetMethod.Invoke(_target, BindingFlags.DoNotWrapExceptions, null, args, null);
        }

        private static T Around<T>(T target, Func<Task> intervene, string call)
            where T : class
        {
            var proxy = Create<T, Intervening>();
            ((Intervening)(object)proxy)._target = target;
            ((Intervening)(object)proxy)._intervene = intervene;
            ((Intervening)(object)proxy)._call = call;
            return proxy;
        }

        private async Task<IDatabaseSession> OpenAsync(Task<IDatabaseSession> opening) => Around(await opening, Interlocked.Exchange(ref _intervene, null) ?? (() => Task.CompletedTask), _call);
    }
}
