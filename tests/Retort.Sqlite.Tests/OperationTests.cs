using Retort.Dialects;
using Retort.Operations;
using Retort.Testing;

namespace Retort.Sqlite.Tests;

public class OperationTests
{
    /// <summary>Samples for PostgreSQL that mean the same here: SQLite has one writer, so that nothing can be done concurrently to others.</summary>
    private static readonly string[] MeansTheSame =
    [
        "alter type with expression", "drop column if there", "drop constraint if there", "concurrent index", "drop index concurrently", "add stored generated column",
        "replace view",
    ];

    /// <summary>Samples with a collation of PostgreSQL. One of that name may be registered on a connection, so SQLite itself has to refuse it.</summary>
    private static readonly string[] NamesCollation = ["add collated column", "alter type with collation"];

    /// <summary>Samples that need a table in a form that SQLite refuses when it sees the table: a number without a key.</summary>
    private static readonly string[] RefusedByTable = ["drop identity"];

    public static TheoryData<OperationSample> Own => [.. OperationSamples.Of("sqlite")];

    public static TheoryData<OperationSample> Foreign => [.. OperationSamples.All.Where(sample => sample.Engine == "postgresql")];

    [Theory]
    [MemberData(nameof(Own))]
    public async Task Every_sample_runs_or_is_refused_for_the_version_of_SQLite(OperationSample sample)
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.RunAsync([.. sample.Before]);

        var error = await Record.ExceptionAsync(() => database.RunAsync(sample.Operation));

        if (sample.Operation is CreateTable { Table.Strict: true } && database.Session.ServerVersion < new Version(3, 37))
        {
            Assert.Contains("STRICT", Assert.IsType<UnsupportedOperationException>(error).Hint, StringComparison.Ordinal);
        }
        else
        {
            Assert.Null(error);
        }
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task A_sample_for_PostgreSQL_means_the_same_or_is_refused_before_anything_runs(OperationSample sample)
    {
        if (RefusedByTable.Contains(sample.Name))
        {
            await using var refusing = await TestDatabase.CreateAsync();
            await Assert.ThrowsAsync<UnsupportedOperationException>(() => refusing.RunAsync([.. sample.Before]));
            Assert.Equal("", await refusing.SchemaAsync());
            return;
        }

        if (!MeansTheSame.Concat(NamesCollation).Contains(sample.Name))
        {
            var error = Assert.Throws<UnsupportedOperationException>(() => SqliteDialect.Instance.Write([.. sample.Before, sample.Operation], null));

            Assert.Equal("RT0403", error.Code);
            Assert.Contains([.. sample.Before, sample.Operation], operation => error.Message == $"SQLite cannot {operation.Describe()}.");
            Assert.NotEmpty(error.Hint!);
            return;
        }

        await using var database = await TestDatabase.CreateAsync();
        await database.RunAsync([.. sample.Before]);
        var before = await database.SchemaAsync();
        var failure = await Record.ExceptionAsync(() => database.RunAsync(sample.Operation));

        Assert.Equal(NamesCollation.Contains(sample.Name) ? "no such collation sequence: C" : null, failure?.Message);
        Assert.True(failure is null || before == await database.SchemaAsync());
    }

    [Fact]
    public async Task An_operation_and_its_reverse_leave_the_schema_as_it_was()
    {
        var reversed = 0;
        foreach (var sample in OperationSamples.Of("sqlite").Where(sample => sample.Name != "strict table"))
        {
            if (!TryReverse(sample.Operation, out var reverse))
            {
                continue;
            }

            reversed++;
            await using var database = await TestDatabase.CreateAsync();
            await database.RunAsync([.. sample.Before]);
            var before = await database.SchemaAsync();

            await database.RunAsync(sample.Operation);
            Assert.True(before != await database.SchemaAsync(), $"{sample} changed nothing");
            await database.RunAsync(reverse);

            Assert.Equal(Columns(before), Columns(await database.SchemaAsync()));
        }

        Assert.True(reversed > 20, $"only {reversed} samples are reversible");
    }

    // A column that comes back comes last, and layout differs.
    private static IEnumerable<string> Columns(string schema) =>
        schema.Replace("\"", "", StringComparison.Ordinal).Split([',', '\n', '(', ')', ' '], StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);

    private static bool TryReverse(Operation operation, out Operation reverse)
    {
        try
        {
            reverse = OperationReversal.Reverse(operation);
            return true;
        }
        catch (IrreversibleMigrationException)
        {
            reverse = operation;
            return false;
        }
    }
}
