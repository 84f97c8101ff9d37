using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Retort.Dialects;
using Retort.Operations;
using Retort.Schema;

namespace Retort.Sqlite.Tests;

public class LiteralTests
{
    private enum Mood
    {
        Happy,
    }

    public static TheoryData<object?, string, string?> Values => new()
    {
        { null, "null", null },
        { true, "integer", "1" },
        { false, "integer", "0" },
        { sbyte.MinValue, "integer", "-128" },
        { int.MinValue, "integer", "-2147483648" },
        { long.MinValue, "integer", "-9223372036854775808" },
        { (ulong)long.MaxValue, "integer", "9223372036854775807" },
        { 1.50m, "real", "1.5" },
        { 123456789012345678m, "integer", "123456789012345678" },
        { 0.1m, "real", "0.1" },
        { 1e20, "real", "1.0e+20" },
        { 5.0, "real", "5.0" },
        { double.PositiveInfinity, "real", "Inf" },
        { double.NegativeInfinity, "real", "-Inf" },
        { 0.5f, "real", "0.5" },
        { 'x', "text", "x" },
        { "it's \\ \"q\" \n $$ :a @b ?1 -- /* ü😀", "text", "it's \\ \"q\" \n $$ :a @b ?1 -- /* ü😀" },
        { "'); DROP TABLE v; --", "text", "'); DROP TABLE v; --" },
        { "", "text", "" },
        { Guid.Parse("0b7f9a3e-0000-4000-8000-000000000001"), "text", "0b7f9a3e-0000-4000-8000-000000000001" },
        { new DateTime(2026, 1, 2, 3, 4, 5), "text", "2026-01-02 03:04:05.000" },
        { new DateTime(2026, 1, 2, 3, 4, 5).AddTicks(1_234_567), "text", "2026-01-02 03:04:05.1234567" },
        { new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(5.5)), "text", "2026-01-01 21:34:05.000+00:00" },
        { new DateOnly(2026, 1, 2), "text", "2026-01-02" },
        { new TimeOnly(3, 4, 5, 6), "text", "03:04:05.006" },
        { -new TimeSpan(2, 3, 4, 5, 6), "text", "-2.03:04:05.0060000" },
        { JsonDocument.Parse("""{"a": "it's"}"""), "text", """{"a": "it's"}""" },
        { JsonDocument.Parse("[1]").RootElement, "text", "[1]" },
        { new JsonObject { ["a"] = new JsonArray(1, "x") }, "text", """{"a":[1,"x"]}""" },
        { Mood.Happy, "text", "Happy" },
        { new SqlExpression("1 + 1"), "integer", "2" },
    };

    [Fact]
    public async Task Every_kind_of_value_arrives()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE v (a)");
        foreach (var row in Values)
        {
            var (value, type, expected) = row.Data;
            await database.SqlAsync("DELETE FROM v");

            await database.RunAsync(new InsertData("v", ["a"], [[value]]));

            Assert.Equal(type, await database.ScalarAsync("SELECT typeof(a) FROM v"));
            Assert.Equal(expected, await database.ScalarAsync("SELECT CAST(a AS TEXT) FROM v"));
        }
    }

    [Fact]
    public async Task Bytes_arrive()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE v (a)");
        byte[][] values = [[], [0], [0, 255, 39, 92], [.. Enumerable.Range(0, 100_000).Select(i => (byte)i)]];

        await database.RunAsync(new InsertData("v", ["a"], [.. values.Select(value => System.Collections.Immutable.ImmutableArray.Create<object?>(value))]));

        Assert.Equal(values, (await database.Session.QueryAsync("SELECT a FROM v", default)).Select(row => (byte[])row[0]!));
    }

    [Fact]
    public async Task Any_text_arrives_as_a_value_and_as_a_default()
    {
        await using var database = await TestDatabase.CreateAsync();
        var texts = Gen.Sample(ArbMap.Default.GeneratorFor<string>(), 300).Where(text => text is not null && !text.Contains('\0') && SqliteLiteral.IsWellFormed(text)).Append(new string('\'', 100_000)).ToArray();
        await database.SqlAsync("CREATE TABLE v (a TEXT, b TEXT)");

        foreach (var text in texts)
        {
            await database.RunAsync(new AlterColumn("v", "b", new ColumnChange { Default = ColumnDefault.OfValue(text) }), new InsertData("v", ["a"], [[text]]));
        }

        Assert.Equal(texts.Select(text => (text, text)), (await database.Session.QueryAsync("SELECT a, b FROM v", default)).Select(row => ((string)row[0]!, (string)row[1]!)));
    }

    [Fact]
    public async Task Any_number_arrives()
    {
        await using var database = await TestDatabase.CreateAsync();
        var longs = Gen.Sample(ArbMap.Default.GeneratorFor<long>(), 200).ToArray();
        var doubles = Gen.Sample(ArbMap.Default.GeneratorFor<double>(), 200).Where(double.IsFinite).ToArray();

        foreach (var value in longs)
        {
            Assert.Equal(value, await database.ScalarAsync($"SELECT {SqliteLiteral.Of(value)}"));
        }

        foreach (var value in (double[])[double.MaxValue, double.Epsilon, 0.1, 1 / 3.0])
        {
            Assert.Equal(value, await database.ScalarAsync($"SELECT {SqliteLiteral.Of(value)}"));
        }

        // SQLite promises 15 digits of what it reads: now and then the last bit is another.
        foreach (var value in doubles)
        {
            Assert.InRange((double)(await database.ScalarAsync($"SELECT {SqliteLiteral.Of(value)}"))!, Math.BitDecrement(value), Math.BitIncrement(value));
        }
    }

    [Fact]
    public void What_would_not_arrive_as_it_is_is_refused()
    {
        foreach (var value in new object[] { new(), "nul\0", "half\ud83d", '\ud83d', double.NaN, ulong.MaxValue, decimal.MaxValue, 1234567890.1234567890m, new[] { 1 } })
        {
            var error = Assert.Throws<UnsupportedOperationException>(() => SqliteLiteral.Of(value));
            Assert.NotEmpty(error.Hint!);
        }
    }
}
