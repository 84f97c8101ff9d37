using Retort.PostgreSql;
using Retort.RevisionFiles;
using Retort.Sqlite;
using Retort.Testing;

namespace Retort.Hosting.Tests;

/// <summary>Revisions of a test, in the folder <c>versions</c>.</summary>
internal static class History
{
    /// <summary>Writes revisions <c>r1</c> to <c>rN</c>, each with a table.</summary>
    public static void Write(TempFolder folder, int count)
    {
        for (var i = 1; i <= count; i++)
        {
            Write(folder, $"r{i}", i == 1 ? null : $"r{i - 1}", $"CREATE TABLE t{i} (id integer PRIMARY KEY);", $"DROP TABLE t{i};");
        }
    }

    public static void Write(TempFolder folder, string id, string? revises, string upgrade, string downgrade) => folder.Write(
        $"versions/{id}.sql",
        $"-- revision: {id}\n{(revises is null ? "" : $"-- revises: {revises}\n")}-- upgrade\n{upgrade}\n-- downgrade\n{downgrade}\n");

    /// <summary>Upgrades a database as somebody else would.</summary>
    public static async Task UpgradeAsync(TempFolder folder, string url, string target = "heads")
    {
        await using var migrator = Open(folder, url);
        await migrator.RunAsync(await migrator.PlanUpgradeAsync(target));
    }

    public static Migrator Open(TempFolder folder, string url) => Migrator.Create(
        SqliteDatabase.IsAddress(url) ? SqliteDatabase.Connect(url, folder.Path) : PostgreSqlDatabase.Connect(url),
        new VersionsFolder([folder["versions"]]));
}
