using Retort.Operations;
using Retort.RevisionFiles;

namespace Retort.Tests.RevisionFiles;

public class SqlRevisionFileTests
{
    private const string Whole = """
        -- Copyright: 2026 the authors
        -- SPDX-License-Identifier: MIT

        -- revision: 00001_add_plugins
        -- revises: 8f3d9e2a1c45, other
        -- created: 2026-01-03T14:05:00+02:00
        -- message: Add plugins: the table
        -- depends-on: a, billing
        -- labels: x,y
        -- transactional: false

        -- see https://example.org: a comment
        -- upgrade
        CREATE TABLE plugins (id integer);
        -- downgrade
        DROP TABLE plugins;
        """;

    [Fact]
    public void A_header_gives_all_its_values()
    {
        var revision = SqlRevisionFile.Parse("a.sql", Whole).Revision;

        Assert.Equal("00001_add_plugins", revision.Id.Value);
        Assert.Equal(["8f3d9e2a1c45", "other"], revision.Revises.Select(id => id.Value));
        Assert.Equal(new DateTimeOffset(2026, 1, 3, 14, 5, 0, TimeSpan.FromHours(2)), revision.Created);
        Assert.Equal("Add plugins: the table", revision.Message);
        Assert.Equal(["a", "billing"], revision.DependsOn);
        Assert.Equal(["x", "y"], revision.Labels);
        Assert.False(revision.Transactional);
    }

    [Fact]
    public void The_order_of_keys_the_ends_of_lines_and_the_layout_do_not_matter()
    {
        var lines = Whole.Split('\n');
        var turned = string.Join("\r\n", [.. lines[..3], .. lines[3..10].Reverse().Select(line => line.Replace("-- ", "  --   ", StringComparison.Ordinal)), .. lines[10..]]);

        var (one, other) = (SqlRevisionFile.Parse("a.sql", Whole).Revision, SqlRevisionFile.Parse("a.sql", turned).Revision);

        Assert.Equal(one.ToString(), other.ToString());
        Assert.Equal(one.Checksum, other.Checksum);
    }

    [Theory]
    [InlineData("2026-01-03", "2026-01-03T00:00:00.0000000+00:00")]
    [InlineData("2026-01-03T14:05Z", "2026-01-03T14:05:00.0000000+00:00")]
    [InlineData("2026-01-03 14:05:06.123456", "2026-01-03T14:05:06.1234560+00:00")]
    [InlineData("2026-01-03T14:05:00-03:30", "2026-01-03T14:05:00.0000000-03:30")]
    public void A_date_is_written_in_ISO_8601(string written, string read) =>
        Assert.Equal(read, SqlRevisionFile.Parse("a.sql", $"-- revision: a\n-- created: {written}\n-- upgrade").Revision.Created!.Value.ToString("O"));

    [Theory]
    [InlineData("postgresql", "UP P", "DOWN")]
    [InlineData("sqlite", "UP", "DOWN S")]
    public void A_section_for_an_engine_is_taken_there_and_the_plain_one_elsewhere(string engine, string up, string down)
    {
        const string Text = "-- revision: a\n-- upgrade: postgresql\nUP P\n-- UPGRADE\nUP\n--downgrade\nDOWN\n -- downgrade : SQLite \nDOWN S";

        var migration = SqlRevisionFile.Parse("a.sql", Text).ToMigration();

        Assert.Equal(up, Sql(migration.Upgrade, engine).Sql.Trim());
        Assert.Equal(down, Sql(migration.Downgrade, engine).Sql.Trim());
    }

    [Fact]
    public void A_section_knows_where_it_starts()
    {
        var migration = SqlRevisionFile.Parse("a.sql", Whole).ToMigration();

        Assert.Equal("CREATE TABLE plugins (id integer);", Sql(migration.Upgrade).Sql);
        Assert.Equal(new SourceLocation("a.sql", 14, 1), Sql(migration.Upgrade).Origin);
        Assert.Equal(new SourceLocation("a.sql", 16, 1), Sql(migration.Downgrade).Origin);
    }

    [Fact]
    public void An_empty_downgrade_reverts_by_doing_nothing_and_a_missing_one_is_refused()
    {
        var empty = SqlRevisionFile.Parse("a.sql", "-- revision: a\n-- upgrade\nSELECT 1;\n-- downgrade\n-- nothing to do\n").ToMigration();
        var missing = SqlRevisionFile.Parse("a.sql", "-- revision: a\n-- upgrade\nSELECT 1;").ToMigration();

        Assert.Empty(MigrationBuilder.Build(Sqlite, empty.Downgrade));
        Assert.Equal("RT0401", Assert.Throws<IrreversibleMigrationException>(() => MigrationBuilder.Build(Sqlite, missing.Downgrade)).Code);
    }

    [Fact]
    public void An_upgrade_for_another_engine_only_is_refused_rather_than_left_out()
    {
        var migration = SqlRevisionFile.Parse("a.sql", "-- revision: a\n-- upgrade: postgresql\nCREATE EXTENSION citext;").ToMigration();

        var error = Assert.Throws<RevisionFileException>(() => MigrationBuilder.Build(Sqlite, migration.Upgrade));

        Assert.Equal("RT0318", error.Code);
        Assert.Contains("-- upgrade: sqlite", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_comment_may_stand_above_the_header() =>
        Assert.Equal("a", SqlRevisionFile.Parse("a.sql", "/* Copyright\n -- revision: b\n -- upgrade\n*/\n-- revision: a\n-- upgrade\n").Revision.Id.Value);

    [Fact]
    public void A_comment_deep_in_a_section_may_look_like_a_header()
    {
        const string Text = "-- revision: a\n-- upgrade\nINSERT INTO t VALUES (1); -- created: now\n-- message: hello\n-- upgrade the rest\nSELECT 1;";

        Assert.Contains("hello", Sql(SqlRevisionFile.Parse("a.sql", Text).ToMigration().Upgrade).Sql, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RT0306", 1, "-- revision: a b\n-- upgrade")]
    [InlineData("RT0306", 1, "-- revision:\n-- upgrade")]
    [InlineData("RT0306", 2, "-- revision: a\n-- revises: b, -c\n-- upgrade")]
    [InlineData("RT0307", 2, "-- revision: a\n-- created: 03/01/2026\n-- upgrade")]
    [InlineData("RT0307", 2, "-- revision: a\n-- created: yesterday\n-- upgrade")]
    [InlineData("RT0308", 2, "-- revision: a\n-- transactional: no\n-- upgrade")]
    [InlineData("RT0310", 1, "-- just SQL\nSELECT 1;")]
    [InlineData("RT0310", 1, "-- upgrade\nSELECT 1;")]
    [InlineData("RT0310", 1, "")]
    [InlineData("RT0311", 2, "-- revision: a\n-- depends_on: b\n-- upgrade")]
    [InlineData("RT0311", 1, "-- down-revision: b\n-- revision: a\n-- upgrade")]
    [InlineData("RT0312", 4, "-- revision: a\n-- upgrade\nSELECT 1;\n--  UPGRADE\n")]
    [InlineData("RT0312", 3, "-- revision: a\n-- upgrade: sqlite\n-- upgrade: SQLITE")]
    [InlineData("RT0313", 3, "-- revision: a\n\nSELECT 1;\n-- upgrade")]
    [InlineData("RT0314", 3, "-- revision: a\n-- downgrade\nSELECT 1;")]
    [InlineData("RT0315", 2, "-- revision: a\n-- upgrade: oracle\nSELECT 1;")]
    [InlineData("RT0316", 3, "-- revision: a\n-- revises: b\n-- revises: c\n-- upgrade")]
    [InlineData("RT0316", 3, "-- revision: a\n-- depends-on: b\n-- dependson: c\n-- upgrade")]
    [InlineData("RT0319", 3, "-- revision: a\n-- upgrade\n-- transactional: false\nVACUUM;")]
    public void What_is_wrong_is_named_with_its_line(string code, int line, string text)
    {
        var error = Assert.Throws<RevisionFileException>(() => SqlRevisionFile.Parse("versions/a.sql", text));

        Assert.Equal((code, new SourceLocation("versions/a.sql", line)), (error.Code, error.Location!.Value));
        Assert.NotNull(error.Hint);
    }

    private static MigrationContext Sqlite => new() { Engine = "sqlite" };

    private static ExecuteSql Sql(Action<MigrationBuilder> build, string engine = "sqlite") =>
        Assert.IsType<ExecuteSql>(Assert.Single(MigrationBuilder.Build(new MigrationContext { Engine = engine }, build)));
}
