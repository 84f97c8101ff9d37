using System.Collections.Immutable;
using Retort.Schema;

namespace Retort.Tests.Reporting;

/// <summary>Tables of random sizes with random foreign keys among them: circles, tables that refer to themselves or to nothing there is, and tables alone. The same for the same seed.</summary>
internal static class RandomSchema
{
    private static readonly MigrationBuilder T = new(new MigrationContext { Engine = "postgresql" });

    public static DatabaseSchema Of(int seed)
    {
        var random = new Random(seed);
        var count = random.Next(1, 30);
        return new([.. Enumerable.Range(0, count).Select(number => TableOf(random, number, count))], [], []);
    }

    private static Table TableOf(Random random, int number, int count)
    {
        ImmutableArray<Column> columns =
        [
            new("id", T.Int()) { Nullable = false },
            .. Enumerable.Range(1, random.Next(0, 12)).Select(column => new Column($"column_{column}{new string('x', random.Next(0, 20))}", T.String(10)) { Nullable = random.Next(2) == 0 }),
        ];
        var keys = Enumerable.Range(0, random.Next(0, 4)).Select(key => new ForeignKey(
            $"fk_{number}_{key}",
            [columns[random.Next(columns.Length)].Name],
            random.Next(20) == 0 ? ("elsewhere", "gone") : $"table_{random.Next(count)}",
            ["id"]));
        return new($"table_{number}", columns, [new PrimaryKey($"pk_{number}", ["id"]), .. keys]);
    }
}
