using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Retort.Dialects;
using Retort.Operations;

namespace Retort.PostgreSql.Tests;

public class LiteralTests
{
    private enum Mood
    {
        Happy,
    }

    public static TheoryData<object?, string, string?> Values => new()
    {
        { null, "text", null },
        { true, "boolean", "true" },
        { int.MinValue, "int", "-2147483648" },
        { long.MinValue, "bigint", "-9223372036854775808" },
        { ulong.MaxValue, "numeric", "18446744073709551615" },
        { 1.50m, "numeric", "1.50" },
        { decimal.MaxValue, "numeric", "79228162514264337593543950335" },
        { double.NaN, "float8", "NaN" },
        { double.NegativeInfinity, "float8", "-Infinity" },
        { -0.0, "float8", "-0" },
        { double.Epsilon, "float8", "5e-324" },
        { double.MaxValue, "float8", "1.7976931348623157e+308" },
        { float.PositiveInfinity, "float4", "Infinity" },
        { 0.1f, "float4", "0.1" },
        { 'x', "text", "x" },
        { "it's \\ \"q\" \n $$ ü😀", "text", "it's \\ \"q\" \n $$ ü😀" },
        { Guid.Parse("0b7f9a3e-0000-4000-8000-000000000001"), "uuid", "0b7f9a3e-0000-4000-8000-000000000001" },
        { new DateTime(2026, 1, 2, 3, 4, 5).AddTicks(1_234_560), "timestamp", "2026-01-02 03:04:05.123456" },
        { new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), "timestamptz", "2026-01-02 03:04:05+00" },
        { DateTime.MaxValue, "timestamp", "9999-12-31 23:59:59.999999" },
        { DateTime.MinValue, "timestamp", "0001-01-01 00:00:00" },
        { new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(5.5)), "timestamptz", "2026-01-01 21:34:05+00" },
        { new DateOnly(2026, 1, 2), "date", "2026-01-02" },
        { new TimeOnly(3, 4, 5, 6), "time", "03:04:05.006" },
        { new TimeSpan(2, 3, 4, 5, 6), "interval", "2 days 03:04:05.006" },
        { -new TimeSpan(2, 3, 4, 5, 6), "interval", "-2 days -03:04:05.006" },
        { new TimeSpan(3, 4, 5), "time", "03:04:05" },
        { new byte[] { 0, 255, 39, 92 }, "bytea", "\\x00ff275c" },
        { new[] { 1, 2 }, "int[]", "{1,2}" },
        { Array.Empty<string>(), "text[]", "{}" },
        { new[] { "a", "it's", "q\"\\,{}", "NULL", "", null }, "varchar[]", "{a,it's,\"q\\\"\\\\,{}\",\"NULL\",\"\",NULL}" },
        { new[] { new[] { 1, 2 }, new[] { 3, 4 } }, "int[]", "{{1,2},{3,4}}" },
        { new[] { 0.5, double.NaN }, "float8[]", "{0.5,NaN}" },
        { new[] { true, false }, "bool[]", "{t,f}" },
        { new[] { new byte[] { 1 }, new byte[] { 2 } }, "bytea[]", "{\"\\\\x01\",\"\\\\x02\"}" },
        { new List<object> { new SqlExpression("1 + 1"), 3 }, "int[]", "{2,3}" },
        { JsonDocument.Parse("""{"a": "it's \u0041"}"""), "jsonb", """{"a": "it's A"}""" },
        { JsonDocument.Parse("""[1]""").RootElement, "jsonb", "[1]" },
        { new JsonObject { ["a"] = new JsonArray(1, "'") }, "jsonb", """{"a": [1, "'"]}""" },
        { Mood.Happy, "text", "Happy" },
        { new SqlExpression("1 + 1"), "int", "2" },
    };

    [Fact]
    public async Task Every_kind_of_value_arrives()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync("SET timezone = 'UTC'; SET intervalstyle = 'postgres'");
        foreach (var row in Values)
        {
            var (value, type, expected) = row.Data;
            await database.SqlAsync($"DROP TABLE IF EXISTS v; CREATE TABLE v (a {type})");

            await database.RunAsync(new InsertData("v", ["a"], [[value]]));

            Assert.Equal(expected, await database.ScalarAsync("SELECT a::text FROM v"));
        }
    }

    [Fact]
    public async Task Any_text_and_any_array_of_texts_arrive()
    {
        await using var database = await TestDatabase.CreateAsync();
        var texts = Gen.Sample(ArbMap.Default.GeneratorFor<string>(), 200).Select(Clean).ToArray();

        foreach (var chunk in texts.Chunk(20))
        {
            var rows = await database.Session.QueryAsync($"SELECT {PostgreSqlLiteral.Of(chunk)}::text[], {string.Join(" || '|' || ", chunk.Select(PostgreSqlLiteral.Of))}", default);

            Assert.Equal(chunk, Assert.IsType<string[]>(rows[0][0]));
            Assert.Equal(string.Join('|', chunk), rows[0][1]);
        }

        static string Clean(string? text) => text is null || text.Contains('\0') || !PostgreSqlLiteral.IsWellFormed(text) ? "\\'\"" : text;
    }

    [Fact]
    public async Task Any_number_arrives_exactly()
    {
        await using var database = await TestDatabase.CreateAsync();
        var doubles = Gen.Sample(ArbMap.Default.GeneratorFor<double>(), 100).ToArray();
        var decimals = Gen.Sample(ArbMap.Default.GeneratorFor<decimal>(), 100).ToArray();

        var rows = await database.Session.QueryAsync(
            $"SELECT ARRAY[{string.Join(", ", doubles.Select(value => $"({PostgreSqlLiteral.Of(value)})::float8"))}], ARRAY[{string.Join(", ", decimals.Select(value => $"({PostgreSqlLiteral.Of(value)})::numeric"))}]",
            default);

        Assert.Equal(doubles, rows[0][0]);
        Assert.Equal(decimals, rows[0][1]);
    }

    [Fact]
    public void What_has_no_literal_is_refused()
    {
        Assert.Throws<UnsupportedOperationException>(() => PostgreSqlLiteral.Of(new object()));
        Assert.Throws<UnsupportedOperationException>(() => PostgreSqlLiteral.Of("nul\0"));
        Assert.Throws<UnsupportedOperationException>(() => PostgreSqlLiteral.Of("half\ud83d"));
    }
}
