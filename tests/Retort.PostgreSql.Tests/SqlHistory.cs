using Retort.Execution;
using Retort.RevisionFiles;
using Retort.Testing;

namespace Retort.PostgreSql.Tests;

/// <summary>Revisions <c>r1</c>, <c>r2</c>, ... in SQL, one after the other, and runs of them.</summary>
internal sealed class SqlHistory : IDisposable
{
    private readonly TempFolder _folder = new();

    private SqlHistory()
    {
    }

    public static SqlHistory Of(params string[] upgrades)
    {
        var history = new SqlHistory();
        for (var i = 1; i <= upgrades.Length; i++)
        {
            history.Write(i, upgrades[i - 1]);
        }

        return history;
    }

    /// <summary>Writes a revision, in place of the one of that number.</summary>
    public void Write(int number, string upgrade) =>
        _folder.Write($"{number:00}.sql", $"-- revision: r{number}\n{(number == 1 ? "--" : $"-- revises: r{number - 1}")}\n-- upgrade\n{upgrade};\n");

    public Migrator Open(PostgreSqlDatabase database, MigratorOptions? options = null) => Migrator.Create(database, new VersionsFolder([_folder.Path]), options);

    public async Task<MigrationReport> UpgradeAsync(TestDatabase database, MigratorOptions? options = null, PostgreSqlOptions? behaviour = null, CancellationToken cancellationToken = default)
    {
        await using var migrator = Open(PostgreSqlDatabase.Connect(database.Url, behaviour), options);
        return await migrator.RunAsync(await migrator.PlanUpgradeAsync("head", cancellationToken), cancellationToken);
    }

    public async Task UpgradeToFirstAsync(TestDatabase database)
    {
        await using var migrator = Open(PostgreSqlDatabase.Connect(database.Url));
        await migrator.RunAsync(await migrator.PlanUpgradeAsync("r1"));
    }

    public async Task<IEnumerable<string>> FindInterruptedAsync(TestDatabase database)
    {
        await using var migrator = Open(PostgreSqlDatabase.Connect(database.Url));
        return (await migrator.FindInterruptedAsync()).Select(interrupted => interrupted.Revision);
    }

    public void Dispose() => _folder.Dispose();
}
