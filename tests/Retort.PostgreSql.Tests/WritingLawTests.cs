using Retort.Comparison;
using Retort.Schema;
using Retort.Testing;

namespace Retort.PostgreSql.Tests;

/// <summary>What is read from a database is written so that another one reads the same. A class for the oldest version and one for the newest, so that they run at the same time.</summary>
public abstract class WritingLawTests(int major)
{
    [Fact]
    public async Task What_was_read_is_written_so_that_it_reads_the_same()
    {
        await using var database = await TestDatabase.CreateForManyReadingsAsync(major);
        var failures = new List<string>();
        foreach (var sample in OperationSamples.Of("postgresql", major))
        {
            await database.ResetAsync();
            await database.RunAsync([.. sample.Before]);
            var before = await ReadAsync(database);
            await database.RunAsync(sample.Operation);
            var after = await ReadAsync(database);

            await database.ResetAsync();
            failures.AddRange(await ChangeAsync(database, $"{sample} from nothing", DatabaseSchema.Empty, after));
            await database.ResetAsync();
            await database.RunAsync([.. sample.Before]);
            failures.AddRange(await ChangeAsync(database, $"{sample} forth", before, after));
            failures.AddRange(await ChangeAsync(database, $"{sample} back", after, before));
        }

        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    private static async Task<IEnumerable<string>> ChangeAsync(TestDatabase database, string name, DatabaseSchema from, DatabaseSchema to)
    {
        var version = database.Session.ServerVersion;
        var error = await Record.ExceptionAsync(() => database.RunAsync(SchemaComparer.Compare(from, to, PostgreSqlDialect.Instance, version).Operations));
        if (error is not null)
        {
            return [$"{name}: {error.Message}"];
        }

        var left = SchemaComparer.Compare(await ReadAsync(database), to, PostgreSqlDialect.Instance, version).Operations;
        return left.Select(operation => $"{name}: left to do: {operation.Describe()}");
    }

    private static Task<DatabaseSchema> ReadAsync(TestDatabase database) => database.Session.ReadSchemaAsync(new SchemaScope(), default);
}

public class WritingLawOn13Tests() : WritingLawTests(13);

public class WritingLawOn18Tests() : WritingLawTests(18);
