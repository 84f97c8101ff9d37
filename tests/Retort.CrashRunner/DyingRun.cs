using Retort.Dialects;
using Retort.Execution;
using Retort.PostgreSql;
using Retort.RevisionFiles;
using Retort.Sqlite;

namespace Retort.CrashRunner;

/// <summary>An upgrade or a downgrade that something dies of.</summary>
internal static class DyingRun
{
    // A backfill makes as many calls each time, however busy the machine is.
    private static readonly MigratorOptions SameCalls = new() { Backfill = new BackfillOptions { BatchSize = 2_000, LargestBatch = 2_000, BatchTime = TimeSpan.FromMinutes(1) } };

    /// <summary>Runs it.</summary>
    /// <param name="url">The database.</param>
    /// <param name="folder">The revisions.</param>
    /// <param name="direction">What to do: <c>upgrade</c> or <c>downgrade</c>.</param>
    /// <param name="target">Where to.</param>
    /// <param name="deadly">The call before which it happens; <see langword="null"/> for none.</param>
    /// <param name="strike">What happens.</param>
    /// <returns>How many calls were made.</returns>
    public static async Task<int> RunAsync(string url, string folder, string direction, string target, int? deadly, Func<IDatabaseSession, Task> strike)
    {
        IDatabase database = url.StartsWith("sqlite", StringComparison.Ordinal) ? SqliteDatabase.Connect(url) : PostgreSqlDatabase.Connect(url);
        var dying = new DyingDatabase(database, deadly, strike);
        await using (var migrator = Migrator.Create(dying, new VersionsFolder([folder]), SameCalls))
        {
            await migrator.RunAsync(direction == "upgrade" ? await migrator.PlanUpgradeAsync(target) : await migrator.PlanDowngradeAsync(target));
        }

        return dying.Calls;
    }
}
