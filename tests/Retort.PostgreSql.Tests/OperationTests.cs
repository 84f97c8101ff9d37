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
        var failures = new List<string>();
        foreach (var sample in OperationSamples.Of("postgresql", major))
        {
            await database.ResetAsync();

            var error = await Record.ExceptionAsync(() => database.RunAsync([.. sample.Before, sample.Operation]));

            failures.AddRange(error is null ? [] : [$"{sample}: {error.Message}"]);
        }

        Assert.True(failures.Count == 0, string.Join("\n", failures));
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

    private static IReadOnlyList<Planning.Statement> Write(params IReadOnlyList<Operation> operations) => PostgreSqlDialect.Instance.Write(operations, null);
}
