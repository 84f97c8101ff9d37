using Retort.Operations;
using Retort.Schema;

namespace Retort.PostgreSql.Tests;

/// <summary>A default that is told as a value is the very default that the server told.</summary>
public class DefaultTests
{
    private static readonly MigrationBuilder T = new(new MigrationContext { Engine = "postgresql" });

    private static readonly (ColumnType Type, string Default, object? Value)[] Defaults =
    [
        (T.String(20), "'draft'", "draft"), (T.String(20), "'it''s \\ \"q\"'", "it's \\ \"q\""), (T.String(20), "''", ""), (T.String(), "'x'::text", null), (T.Text(), "'a\nb'", "a\nb"), (T.Text(), "'x'::varchar", null),
        (T.Char(3), "'abc'", "abc"), (T.Int(), "0", 0), (T.Int(), "-1", -1), (T.SmallInt(), "-7", -7), (T.BigInt(), "0", 0), (T.BigInt(), "'5'", null), (T.BigInt(), "5000000000", 5_000_000_000L),
        (T.BigInt(), "-5000000000", -5_000_000_000L), (T.BigInt(), "-9223372036854775808", long.MinValue), (T.Int(), "-2147483648", int.MinValue), (T.Decimal(10, 2), "0", 0), (T.Decimal(10, 2), "1.50", 1.50m),
        (T.Decimal(10, 2), "-1.50", -1.50m), (T.Decimal(), "1e3", null), (T.Decimal(), "'-5'::numeric", null), (T.Double(), "1.5", 1.5m), (T.Double(), "'NaN'", null), (T.Real(), "-0.25", -0.25m), (T.Bool(), "true", true), (T.Bool(), "false", false),
        (T.Bool(), "'t'", true), (T.Json(), "'{\"a\": [1]}'", "{\"a\": [1]}"), (T.Uuid(), "'00000000-0000-0000-0000-000000000001'", "00000000-0000-0000-0000-000000000001"), (T.Date(), "'2026-01-02'", "2026-01-02"),
        (T.Time(3), "'03:04'", "03:04:00"), (T.DateTime(), "'2026-01-02'", "2026-01-02 00:00:00"), (T.DateTimeOffset(3), "'2026-01-02 03:04Z'", "2026-01-02 03:04:00+00"), (T.Interval(), "'1 hour'", "01:00:00"),
        (T.Bytes(), "'\\x00ff'", "\\x00ff"), (T.Array(T.Text()), "'{}'", "{}"), (T.Array(T.String(10)), "'{a}'", "{a}"), (T.Array(T.Decimal(10, 2)), "'{1.5}'", "{1.5}"), (T.Array(T.Array(T.Int())), "'{{1}}'", null), (T.Type("inet"), "'10.0.0.1'", "10.0.0.1"),
        (T.Type("email"), "'a@b'", null), (T.Enum("mood"), "'sad'", "sad"), (T.Enum(("Other", "My mood")), "'sad'", "sad"), (T.Text(), "current_user", null), (T.DateTimeOffset(), "now()", null), (T.Int(), "1 + 1", null),
        (T.Decimal(), "100000000000000000000", null), (T.Decimal(), "0.1234567890123456789012345678901", null), (T.Text(), "'☃ 🔑'", "☃ 🔑"), (T.Text(), "E'\\u0001'", "\u0001"),
    ];

    [Fact]
    public async Task A_default_and_its_value_are_stored_alike()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync("CREATE TYPE mood AS ENUM ('sad'); CREATE SCHEMA \"Other\"; CREATE TYPE \"Other\".\"My mood\" AS ENUM ('sad'); CREATE DOMAIN email AS text; SET timezone = 'UTC'");
        var values = new List<object?>();
        for (var i = 0; i < Defaults.Length; i++)
        {
            var (type, sql, _) = Defaults[i];
            await database.RunAsync(Table($"told_{i}", type, ColumnDefault.OfSql(sql)));
            var told = await StoredAsync(database, $"told_{i}");
            var value = PostgreSqlDialect.Instance.ValueOf(told, type);
            if (value is not null)
            {
                await database.RunAsync(Table($"written_{i}", type, ColumnDefault.OfValue(value)));
                Assert.Equal(told, await StoredAsync(database, $"written_{i}"));
            }

            values.Add(value);
        }

        Assert.Equal(Defaults.Select(item => (item.Default, item.Value)), Defaults.Zip(values, (item, value) => (item.Default, value)));
    }

    [Fact]
    public void Without_the_type_only_numbers_and_booleans_are_values()
    {
        Assert.Equal(-1, PostgreSqlDialect.Instance.ValueOf("'-1'::integer", null));
        Assert.Equal(true, PostgreSqlDialect.Instance.ValueOf("true", null));
        Assert.Null(PostgreSqlDialect.Instance.ValueOf("'x'::text", null));
        Assert.Null(PostgreSqlDialect.Instance.ValueOf("'x'::text", T.String(5)));
    }

    private static CreateTable Table(string name, ColumnType type, ColumnDefault value) => new(new Table(name, [new Column("c", type) { Default = value }], []));

    private static async Task<string> StoredAsync(TestDatabase database, string table) =>
        (string)(await database.ScalarAsync($"SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = '{table}'::regclass"))!;
}
