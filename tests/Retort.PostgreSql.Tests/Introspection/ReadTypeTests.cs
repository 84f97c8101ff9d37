using Retort.Schema;

namespace Retort.PostgreSql.Tests.Introspection;

public sealed class ReadTypeTests
{
    [Fact]
    public async Task Types_have_all_their_properties()
    {
        var schema = await SchemaReading.ReadAsync(
            """
            CREATE TYPE mood AS ENUM ('sad', 'it''s');
            ALTER TYPE mood ADD VALUE 'meh' BEFORE 'it''s';
            CREATE DOMAIN email AS varchar(100) COLLATE "C" DEFAULT 'x' NOT NULL CONSTRAINT at CHECK (VALUE ~ '@');
            ALTER DOMAIN email ADD CONSTRAINT later CHECK (length(VALUE) > 3) NOT VALID;
            CREATE DOMAIN moods AS mood[];
            CREATE TYPE pair AS (x int, y numeric(10,2), m mood[], t text COLLATE "C");
            COMMENT ON TYPE mood IS 'a mood';
            COMMENT ON DOMAIN email IS 'mail';
            COMMENT ON CONSTRAINT at ON DOMAIN email IS 'at sign';
            COMMENT ON TYPE pair IS 'two';
            COMMENT ON COLUMN pair.x IS 'left';
            """);

        var mood = schema.Find<EnumType>(ObjectKind.Enum, "mood");
        Assert.Equal(["sad", "meh", "it's"], mood.Values);
        Assert.Equal("a mood", mood.Comment);
        var email = schema.Find<Domain>(ObjectKind.Domain, "email");
        Assert.Equal((ColumnTypeKind.String, 100, false, "'x'::character varying", new ObjectName(null, "C"), "mail"), (email.Type.Kind, email.Type.Length, email.Nullable, email.Default, email.Collation, email.Comment));
        Assert.Equal([new CheckConstraint("at", "((VALUE)::text ~ '@'::text)") { Comment = "at sign" }, new CheckConstraint("later", "(length((VALUE)::text) > 3)") { NotValid = true }], email.Checks);
        Assert.Equal(new ObjectName(null, "mood"), schema.Find<Domain>(ObjectKind.Domain, "moods").Type.Element!.EnumName);
        var pair = schema.Find<CompositeType>(ObjectKind.Composite, "pair");
        Assert.Equal([("x", "left"), ("y", null), ("m", null), ("t", null)], pair.Attributes.Select(attribute => (attribute.Name, attribute.Comment)));
        Assert.Equal((10, 2), (pair.Attributes[1].Type.Precision, pair.Attributes[1].Type.Scale));
        Assert.Equal(new ObjectName(null, "C"), pair.Attributes[3].Collation);
        Assert.Equal("two", pair.Comment);
    }

    [Fact]
    public async Task However_a_type_is_spelled_it_is_read_as_the_portable_one()
    {
        (string Sql, ColumnTypeKind Kind, int? Length, int? Precision, int? Scale)[] spellings =
        [
            ("varchar", ColumnTypeKind.String, null, null, null),
            ("character varying(10)", ColumnTypeKind.String, 10, null, null),
            ("text", ColumnTypeKind.Text, null, null, null),
            ("char(3)", ColumnTypeKind.Char, 3, null, null),
            ("int2", ColumnTypeKind.SmallInt, null, null, null),
            ("int", ColumnTypeKind.Int, null, null, null),
            ("int8", ColumnTypeKind.BigInt, null, null, null),
            ("decimal", ColumnTypeKind.Decimal, null, null, null),
            ("numeric(10,2)", ColumnTypeKind.Decimal, null, 10, 2),
            ("float4", ColumnTypeKind.Real, null, null, null),
            ("float(53)", ColumnTypeKind.Double, null, null, null),
            ("bool", ColumnTypeKind.Bool, null, null, null),
            ("uuid", ColumnTypeKind.Uuid, null, null, null),
            ("jsonb", ColumnTypeKind.Json, null, null, null),
            ("date", ColumnTypeKind.Date, null, null, null),
            ("time(3)", ColumnTypeKind.Time, null, 3, null),
            ("timestamp", ColumnTypeKind.DateTime, null, null, null),
            ("timestamp(0) without time zone", ColumnTypeKind.DateTime, null, 0, null),
            ("timestamptz(6)", ColumnTypeKind.DateTimeOffset, null, 6, null),
            ("interval", ColumnTypeKind.Interval, null, null, null),
            ("bytea", ColumnTypeKind.Bytes, null, null, null),
        ];

        var table = (await SchemaReading.ReadAsync($"CREATE TABLE t ({string.Join(", ", spellings.Select((spelling, i) => $"c{i} {spelling.Sql}, many{i} {spelling.Sql}[]"))})")).Table("t");

        for (var i = 0; i < spellings.Length; i++)
        {
            var type = table.Column($"c{i}").Type;
            Assert.Equal(spellings[i], (spellings[i].Sql, type.Kind, type.Length, type.Precision, type.Scale));
            Assert.Equal(type, table.Column($"many{i}").Type.Element);
        }
    }

    [Fact]
    public async Task A_type_that_is_not_portable_is_read_in_the_words_of_the_server()
    {
        (string Sql, string Name)[] types =
        [
            ("json", "json"), ("bpchar", "bpchar"), ("\"char\"", "\"char\""), ("interval day to second(3)", "interval day to second(3)"),
            ("timetz", "time with time zone"), ("bit(3)", "bit(3)"), ("int4range", "int4range"), ("money", "money"), ("int4multirange", "int4multirange"),
        ];

        var table = (await SchemaReading.ReadAsync($"CREATE TABLE t ({string.Join(", ", types.Select((type, i) => $"c{i} {type.Sql}"))})")).Table("t");

        Assert.Equal(types.Select(type => type.Name), table.Columns.Select(column => column.Type.NativeName));
    }

    [Fact]
    public async Task A_name_of_another_schema_keeps_it_and_one_of_the_default_schema_has_none()
    {
        var table = (await SchemaReading.ReadAsync(
            """
            CREATE SCHEMA app;
            CREATE TYPE app.mood AS ENUM ('a');
            CREATE TYPE public.mood AS ENUM ('b');
            CREATE DOMAIN app.code AS text;
            CREATE TABLE app.t (own app.mood DEFAULT 'a', other public.mood[], code app.code);
            """,
            15,
            "app",
            "public")).Table("t");

        Assert.Equal(new ObjectName(null, "mood"), table.Column("own").Type.EnumName);
        Assert.Equal("'a'::mood", table.Column("own").Default?.Sql);
        Assert.Equal(new ObjectName("public", "mood"), table.Column("other").Type.Element!.EnumName);
        Assert.Equal("code", table.Column("code").Type.NativeName);
    }
}
