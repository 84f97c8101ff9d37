using Retort.RevisionFiles;
using Retort.Schema;
using Retort.Scripting;
using Retort.Sqlite;
using Retort.Targets;
using Retort.Testing;

namespace Retort.Tests.Targets;

/// <summary>Definitions in C#, as objects and as files; and the other targets that are made of revisions or databases.</summary>
public sealed class SchemaDefinitionTargetTests : IDisposable
{
    private const string Shops =
        """
        using Retort;

        public sealed class ShopSchema : SchemaDefinition
        {
            public override void Define(MigrationBuilder db) => db.CreateTable(Names.Shops, t =>
            {
                t.Column("id", t.Int()).PrimaryKey();
                t.Column("name", t.String(100)).NotNull().Unique();
            });
        }
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_definition_makes_what_its_builder_says()
    {
        var definition = new Definition(db =>
        {
            db.CreateTable("a", t => t.Column("id", t.Int()).PrimaryKey());
            db.AlterColumn("a", "id").Type(db.BigInt());
            db.Run((connection, token) => Task.CompletedTask);
        });

        Assert.Equal(["a", "retort_history", "retort_version"], await RealisedAsync(new SchemaDefinitionTarget(definition)));
    }

    [Fact]
    public async Task Files_are_compiled_together_and_kept_by_their_content()
    {
        _folder.Write("schema/Shops.cs", Shops);
        _folder.Write("schema/deep/Names.cs", "internal static class Names { public const string Shops = \"shops\"; }");
        var target = new SchemaDefinitionFilesTarget(_folder["schema"], cacheFolder: _folder["cache"]);

        var first = await RealisedAsync(target);
        var kept = Directory.GetFiles(_folder["cache"]);
        var second = await RealisedAsync(target);
        _folder.Write("schema/deep/Names.cs", "internal static class Names { public const string Shops = \"stores\"; }");
        var edited = await RealisedAsync(target);

        Assert.Equal(["retort_history", "retort_version", "shops"], first);
        Assert.Equal(first, second);
        Assert.Single(kept);
        Assert.Contains("stores", edited);
    }

    [Theory]
    [InlineData("public static class Nothing { }", "RT0806", "no schema definition in")]
    [InlineData("public class A : Retort.SchemaDefinition { public override void Define(Retort.MigrationBuilder db) { } } public class B : A { }", "RT0806", "several")]
    [InlineData("public class A : Retort.SchemaDefinition { private A() { } public override void Define(Retort.MigrationBuilder db) { } }", "RT0809", "class A")]
    [InlineData("public class A : Retort.SchemaDefinition { public A() => throw new System.Exception(\"no\"); public override void Define(Retort.MigrationBuilder db) { } }", "RT0809", "class A")]
    [InlineData("public class A : Retort.SchemaDefinition { public override void Define(Retort.MigrationBuilder db) => throw new System.Exception(\"oh\"); }", "RT0807", "threw Exception: oh")]
    [InlineData("public class A : Retort.SchemaDefinition { public override void Define(Retort.MigrationBuilder db) => db.Run((_, _) => throw new System.Exception(\"oh\")); }", "RT0807", "threw Exception: oh")]
    public async Task A_file_without_one_usable_definition_is_refused(string code, string error, string message)
    {
        var file = _folder.Write("Schema.cs", code);

        var thrown = await Assert.ThrowsAsync<TargetException>(() => RealisedAsync(new SchemaDefinitionFilesTarget(file)));

        Assert.Equal(error, thrown.Code);
        Assert.Contains(message, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_definition_that_is_one_of_several_is_named()
    {
        var file = _folder.Write("Schema.cs", $"{Shops}\ninternal static class Names {{ public const string Shops = \"shops\"; }}\npublic class Other : ShopSchema {{ }}".Replace("sealed ", "", StringComparison.Ordinal));

        Assert.Contains("shops", await RealisedAsync(new SchemaDefinitionFilesTarget(file, "Other")));
        Assert.Equal("RT0806", (await Assert.ThrowsAsync<TargetException>(() => RealisedAsync(new SchemaDefinitionFilesTarget(file, "Another")))).Code);
    }

    [Fact]
    public async Task What_the_database_refuses_is_named_with_its_line()
    {
        var file = _folder.Write("Schema.cs", "using Retort;\npublic class A : SchemaDefinition\n{\n    public override void Define(MigrationBuilder db)\n    {\n        db.Sql(\"CREATE TABLE a (id int)\");\n        db.Sql(\"CREATE TABLE a (id int)\");\n    }\n}\n");

        var error = await Assert.ThrowsAsync<TargetException>(() => RealisedAsync(new SchemaDefinitionFilesTarget(file)));

        Assert.Equal(("RT0803", new SourceLocation(file, 7)), (error.Code, error.Location!.Value));
        Assert.Contains("table a already exists", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_revision_renames_by_an_operation()
    {
        var context = new MigrationContext { Engine = "sqlite" };

        Assert.Contains("db.RenameTable", Assert.Throws<InvalidOperationException>(() => MigrationBuilder.Build(context, db => db.CreateTable("t", t => t.RenamedFrom("s")))).Message, StringComparison.Ordinal);
        Assert.Contains("db.RenameColumn", Assert.Throws<InvalidOperationException>(() => MigrationBuilder.Build(context, db => db.AddColumn("t", "a", db.Int()).RenamedFrom("b"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_revisions_are_replayed_to_their_heads_or_to_one_of_them()
    {
        _folder.Write("versions/a.sql", "-- revision: a\n-- upgrade\nCREATE TABLE a (id integer);\n");
        _folder.Write("versions/b.sql", "-- revision: b\n-- revises: a\n-- upgrade\nCREATE TABLE b (id integer);\n");
        _folder.Write("versions/c.sql", "-- revision: c\n-- revises: a\n-- upgrade\nCREATE TABLE c (id integer);\n");
        var revisions = new VersionsFolder([_folder["versions"]]);

        Assert.Equal(["a", "b", "c", "retort_history", "retort_version"], await RealisedAsync(new RevisionsTarget(revisions)));
        Assert.Equal(["a", "b", "retort_history", "retort_version"], await RealisedAsync(new RevisionsTarget(revisions, ["b"])));
    }

    [Fact]
    public async Task A_database_of_the_same_engine_is_read_and_stays_as_it_is()
    {
        await using var database = SqliteDatabase.Connect("sqlite://");
        var file = $"sqlite:///{_folder["other.db"]}";
        await using var target = new DatabaseTarget(SqliteDatabase.Connect(file));

        var reading = await target.ReadAsync(new TargetContext(database, new SchemaScope()));

        Assert.Empty(reading.Schema.Objects);
        Assert.False(File.Exists(_folder["other.db"]));
    }

    private static async Task<IReadOnlyList<string>> RealisedAsync(ITargetSchema target)
    {
        await using var database = new WatchedScratch(SqliteDatabase.Connect("sqlite://"), "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name");
        await target.ReadAsync(new TargetContext(database, new SchemaScope()));
        return database.Seen;
    }

    private sealed class Definition(Action<MigrationBuilder> define) : SchemaDefinition
    {
        public override void Define(MigrationBuilder db) => define(db);
    }
}
