using Retort.Operations;
using Retort.Testing;

namespace Retort.PostgreSql.Tests;

public class ReversalTests
{
    [Fact]
    public async Task An_operation_and_its_reverse_leave_the_schema_as_it_was()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (reversed, failures) = (0, new List<string>());
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
            var changed = await database.DumpSchemaAsync();
            await database.RunAsync(reverse);

            var after = await database.DumpSchemaAsync();
            failures.AddRange(
                before != after ? [$"{sample}:\n{before}\n--- after\n{after}"]
                : before == changed && sample.Operation is not (DropIndex or DropTable { IfExists: true } or SetOwner or FreeConstraintName) ? [$"{sample} changed nothing"]
                : Array.Empty<string>());
        }

        Assert.True(failures.Count == 0, string.Join("\n", failures));
        Assert.True(reversed > 40, $"only {reversed} samples are reversible");
    }

    [Theory]
    [MemberData(nameof(OperationTests.Majors), MemberType = typeof(OperationTests))]
    public async Task An_object_is_changed_in_place_and_back_again_and_again(int major)
    {
        await using var database = await TestDatabase.CreateAsync(major);
        foreach (var sample in OperationSamples.Of("postgresql", major).Where(sample => sample.Operation is AlterObject && TryReverse(sample.Operation, out _)))
        {
            var reverse = OperationReversal.Reverse(sample.Operation);
            await database.ResetAsync();

            var error = await Record.ExceptionAsync(() => database.RunAsync([.. sample.Before, sample.Operation, reverse, sample.Operation, reverse]));

            Assert.True(error is null, $"{sample}: {error?.Message}");
        }
    }

    private static bool TryReverse(Operation operation, out Operation reverse)
    {
        try
        {
            reverse = OperationReversal.Reverse(operation);
            return operation is not AlterObject alter || PostgreSqlDialect.Instance.CanAlter(alter.To, alter.From, null);
        }
        catch (IrreversibleMigrationException)
        {
            reverse = operation;
            return false;
        }
    }
}
