using Retort.Dialects;
using Retort.Operations;
using Retort.Testing;

namespace Retort.PostgreSql.Tests;

public class OperationTests
{
    public static TheoryData<int> Majors => [13, 15, 18];

    [Fact]
    public void Every_operation_has_a_sample_and_every_consumer_handles_it()
    {
        var operations = typeof(Operation).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Operation)) && !type.IsAbstract);

        Assert.Empty(operations.Except(OperationSamples.All.Select(sample => sample.Operation.GetType())));
        Assert.All(OperationSamples.All, sample =>
        {
            Assert.NotEmpty(sample.Operation.Describe());
            if (sample.Engine != "sqlite")
            {
                Assert.NotEmpty(Write(sample.Operation).Concat(Write([.. sample.Before])));
            }

            try
            {
                OperationReversal.Reverse(sample.Operation);
            }
            catch (IrreversibleMigrationException)
            {
                // A refusal is an answer; an operation that was forgotten raises UnreachableException.
            }
        });
    }

    [Theory]
    [MemberData(nameof(Majors))]
    public async Task Every_sample_runs(int major)
    {
        await using var database = await TestDatabase.CreateAsync(major);
        foreach (var sample in OperationSamples.Of("postgresql", major))
        {
            await database.ResetAsync();
            await database.RunAsync([.. sample.Before]);

            var error = await Record.ExceptionAsync(() => database.RunAsync(sample.Operation));

            Assert.True(error is null, $"{sample}: {error?.Message}");
        }
    }

    [Fact]
    public void What_a_version_cannot_do_is_refused_before_anything_runs()
    {
        foreach (var sample in OperationSamples.Of("postgresql").Where(sample => sample.SinceVersion > 0))
        {
            var error = Assert.Throws<UnsupportedOperationException>(() => PostgreSqlDialect.Instance.Write([sample.Operation], new Version(sample.SinceVersion - 1, 0)));

            Assert.Contains($"PostgreSQL {sample.SinceVersion - 1} cannot", error.Message, StringComparison.Ordinal);
            Assert.Contains($"PostgreSQL {sample.SinceVersion}", error.Hint, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_operation_and_its_reverse_leave_the_schema_as_it_was()
    {
        await using var database = await TestDatabase.CreateAsync();
        var reversed = 0;
        foreach (var sample in OperationSamples.Of("postgresql", 15))
        {
            if (!TryReverse(sample.Operation, out var reverse))
            {
                continue;
            }

            reversed++;
            await database.ResetAsync();
            await database.RunAsync([.. sample.Before]);
            var before = await database.DumpSchemaAsync();

            await database.RunAsync(sample.Operation);
            Assert.True(before != await database.DumpSchemaAsync() || sample.Operation is DropIndex or DropTable { IfExists: true }, $"{sample} changed nothing");
            await database.RunAsync(reverse);

            var after = await database.DumpSchemaAsync();
            Assert.True(before == after, $"{sample}:\n{before}\n--- after\n{after}");
        }

        Assert.True(reversed > 40, $"only {reversed} samples are reversible");
    }

    private static IReadOnlyList<Planning.Statement> Write(params IReadOnlyList<Operation> operations) => PostgreSqlDialect.Instance.Write(operations, null);

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
