using Retort.Execution;

namespace Retort.PostgreSql.Tests;

public class LockTests
{
    [Fact]
    public async Task Only_one_session_has_the_lock_and_it_can_be_seen_who()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var other = await database.Database.OpenAsync();

        Assert.Null(await other.FindLockHolderAsync("retort_version", default));
        Assert.True(await database.Session.TryLockAsync("retort_version", default));
        Assert.False(await other.TryLockAsync("retort_version", default));
        var holder = await other.FindLockHolderAsync("retort_version", default);

        Assert.Equal((await database.ScalarAsync("SELECT pg_backend_pid()"))!.ToString(), holder!.Session);
        Assert.StartsWith("retort 0.1.0", holder.Application, StringComparison.Ordinal);
        Assert.InRange(DateTimeOffset.UtcNow - holder.Since!.Value, TimeSpan.FromSeconds(-5), TimeSpan.FromMinutes(5));
        await database.Session.UnlockAsync(default);
        Assert.True(await other.TryLockAsync("retort_version", default));
    }

    [Fact]
    public async Task Two_ways_to_name_a_version_table_meet_and_two_tables_do_not()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var other = await database.Database.OpenAsync();
        await database.SqlAsync("CREATE SCHEMA \"Odd.One\"; CREATE TABLE \"Odd.One\".v (version_num text); CREATE TABLE public.w (version_num text)");
        await database.Session.ExecuteAsync([new("SET search_path = \"Odd.One\", public")], default);

        Assert.True(await database.Session.TryLockAsync("v", default));
        Assert.False(await other.TryLockAsync(("Odd.One", "v"), default));
        Assert.True(await other.TryLockAsync(("public", "v"), default));
        await other.UnlockAsync(default);
        await database.Session.UnlockAsync(default);

        Assert.True(await database.Session.TryLockAsync("w", default));
        Assert.False(await other.TryLockAsync(("public", "w"), default));
    }

    [Fact]
    public async Task The_lock_goes_with_its_session()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using (var first = await database.Database.OpenAsync())
        {
            Assert.True(await first.TryLockAsync("retort_version", default));
        }

        for (var attempt = 0; !await database.Session.TryLockAsync("retort_version", default); attempt++)
        {
            Assert.True(attempt < 100);
            await Task.Delay(20);
        }
    }

    [Fact]
    public async Task A_holder_can_build_concurrently_while_others_poll()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var other = await database.Database.OpenAsync();
        await database.SqlAsync("CREATE TABLE t (a int)");
        await database.Session.TryLockAsync("retort_version", default);

        var build = database.SqlAsync("CREATE INDEX CONCURRENTLY ix ON t (a)");
        while (!build.IsCompleted)
        {
            Assert.False(await other.TryLockAsync("retort_version", default));
            await Task.Delay(5);
        }

        await build;
    }

    [Fact]
    public async Task The_last_wait_ends_when_the_time_is_up()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var other = await database.Database.OpenAsync();
        await database.Session.TryLockAsync("retort_version", default);
        var clock = new HurryingClock();
        var options = new MigratorOptions { LockTimeout = TimeSpan.FromSeconds(10), TimeProvider = clock };

        await Assert.ThrowsAsync<LockNotAcquiredException>(() => RunLock.AcquireAsync(other, "shop", options, default));

        Assert.Equal(options.LockTimeout, clock.Passed);
    }

    /// <summary>Every wait is over at once, and the time that it would have taken has passed.</summary>
    private sealed class HurryingClock : TimeProvider
    {
        public TimeSpan Passed { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Passed.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Passed += dueTime;
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
