using Retort.Comparison;
using Retort.Dialects;
using Retort.Schema;
using Retort.Targets;

namespace Retort.Tests.Targets;

/// <summary>What a comment <c>-- renamed from OLD</c> speaks of.</summary>
public sealed class RenameCommentTests
{
    [Theory]
    [InlineData("CREATE TABLE t (\n  id int,\n  full_name text, -- renamed from name\n  age int);", "t.full_name<name")]
    [InlineData("CREATE TABLE t (\n  id int,\n  full_name text -- renamed from name\n);", "t.full_name<name")]
    [InlineData("CREATE TABLE t (\n  -- renamed from name\n  full_name text CHECK (full_name IN ('a', 'b')));", "t.full_name<name")]
    [InlineData("CREATE TABLE t (\n  total numeric(10, 2)\n    NOT NULL, -- Renamed From amount\n  id int);", "t.total<amount")]
    [InlineData("CREATE TABLE t (id int, total numeric(10, 2), -- renamed from amount\n x int);", "t.total<amount")]
    [InlineData("CREATE TABLE IF NOT EXISTS app.\"T\" (\n  \"Full\" text); -- renamed from old", "app.T<old")]
    [InlineData("-- renamed from people\n\n-- All who are here.\nCREATE UNLOGGED TABLE persons (id int);", "persons<people")]
    [InlineData("CREATE TABLE a (id int);\n-- renamed from b2\nCREATE TABLE b (id int);", "b<b2")]
    [InlineData("CREATE TABLE persons ( -- renamed from people\n  id int\n);", "persons<people")]
    [InlineData("CREATE TABLE persons -- renamed from people\n(\n  id int -- renamed from nr\n);", "persons<people persons.id<nr")]
    [InlineData("-- renamed from feeling\nCREATE TYPE mood AS ENUM ('a', 'b');", "mood<feeling")]
    [InlineData("CREATE TYPE mood AS ENUM (\n  'it''s', -- renamed from 'it is'\n  'c');", "mood.it's<it is")]
    [InlineData("CREATE TYPE mood AS ENUM (\n  'a',\n  'c' -- renamed from 'd'\n);", "mood.c<d")]
    [InlineData("CREATE MATERIALIZED VIEW v AS SELECT 1; -- renamed from w", "v<w")]
    [InlineData("-- renamed from ix_old\nCREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS ix ON ONLY app.t (a, b);", "app.ix<ix_old")]
    [InlineData("-- renamed from \"Ol\"\"d\"\nCREATE SEQUENCE s;", "s<Ol\"d")]
    [InlineData("-- renamed from OLD\nCREATE SEQUENCE S;", "s<old")]
    [InlineData("SELECT '-- renamed from x'; /* -- renamed from y */ -- was renamed from z", "")]
    public void A_comment_speaks_of_what_it_stands_behind_or_before(string sql, string expected)
    {
        var renames = RenameComments.Read("a.sql", sql, SqlSyntax.PostgreSql);

        Assert.Equal(expected, string.Join(' ', renames.Select(rename => $"{rename.Name}{(rename.Part is null ? "" : $".{rename.Part}")}<{rename.FormerName}")));
    }

    [Fact]
    public void SQLite_keeps_the_case_of_names_and_has_more_quotes()
    {
        var renames = RenameComments.Read("a.sql", "CREATE TABLE [My Table] (\n  Id int, -- renamed from [Old Id]\n  `x` int -- renamed from Y\n);", SqlSyntax.Sqlite);

        Assert.Equal([("My Table", "Id", "Old Id"), ("My Table", "x", "Y")], renames.Select(rename => (rename.Name.Name, rename.Part!, rename.FormerName)));
    }

    [Theory]
    [InlineData("CREATE TABLE t (\n  id int,\n  PRIMARY KEY (id) -- renamed from x\n);", 3)]
    [InlineData("CREATE TABLE t (id int);\nALTER TABLE t ADD y int; -- renamed from x", 2)]
    [InlineData("CREATE TYPE mood AS ENUM (\n  'a', -- renamed from b\n  'c');", 2)]
    [InlineData("CREATE TABLE t (\n  id int, -- renamed from 'x'\n  y int);", 2)]
    [InlineData("CREATE VIEW v AS\nSELECT a, -- renamed from b\n c FROM t;", 2)]
    [InlineData("CREATE TABLE t (id int);\n\n-- renamed from x\n", 3)]
    [InlineData("-- renamed from the old system\nCREATE TABLE t (id int);", 1)]
    [InlineData("-- renamed from app.x\nCREATE TABLE t (id int);", 1)]
    [InlineData("-- renamed from 'x'\nCREATE TABLE t (id int);", 1)]
    [InlineData("CREATE TABLE t (id int\n  -- renamed from x\n);", 2)]
    public void A_comment_that_speaks_of_nothing_is_refused(string sql, int line)
    {
        var error = Assert.Throws<TargetException>(() => RenameComments.Read("a.sql", sql, SqlSyntax.PostgreSql));

        Assert.Equal(("RT0805", "a.sql", line), (error.Code, error.Location!.Value.File, error.Location.Value.Line));
    }

    [Fact]
    public void A_column_of_a_renamed_table_is_found_before_and_after_the_table_was_renamed()
    {
        var schema = new DatabaseSchema([new Table("persons", [new Column("full_name", new ColumnType(ColumnTypeKind.Text))], []), new EnumType(("app", "mood"), ["a"])], [], []);
        DeclaredRename[] declared =
        [
            new([ObjectKind.Table], ("public", "persons"), null, "people"),
            new([ObjectKind.Table], "persons", "full_name", "name"),
            new([ObjectKind.Enum, ObjectKind.Composite], ("app", "mood"), null, "feeling"),
            new([ObjectKind.Enum, ObjectKind.Composite], ("app", "mood"), "fine", "good"),
            new([ObjectKind.Table], "elsewhere", null, "nowhere"),
        ];

        var renames = DeclaredRename.Resolve(declared, schema);

        Assert.Equal(
            [
                new Rename(new ObjectId(ObjectKind.Enum, ("app", "feeling")), "mood"),
                new Rename(new ObjectId(ObjectKind.Enum, ("app", "feeling"), "good"), "fine"),
                new Rename(new ObjectId(ObjectKind.Enum, ("app", "mood"), "good"), "fine"),
                new Rename(new ObjectId(ObjectKind.Table, "people"), "persons"),
                new Rename(new ObjectId(ObjectKind.Column, "people", "name"), "full_name"),
                new Rename(new ObjectId(ObjectKind.Column, "persons", "name"), "full_name"),
            ],
            renames);
    }
}
