using Retort.Execution;
using Retort.RevisionFiles;
using Retort.Revisions;
using Retort.Sqlite;

namespace Retort.Scripting.Tests;

public sealed class CompilationTests : IDisposable
{
    private readonly Versions _versions = new();

    public void Dispose() => _versions.Dispose();

    [Fact]
    public async Task All_errors_of_all_files_are_told_as_the_compiler_gives_them()
    {
        var one = _versions.Write("one.cs", Versions.Class("one", "db.Nonsense();\n        int x = \"text\";"));
        var two = _versions.Write("two.cs", "using Retort;\n[Revision(\"two\")] class Two : Migration\n{\n    public override void Upgrade(MigrationBuilder db) { db.Sql(\"x\") }\n}\n");
        _versions.Write("three.cs", Versions.Class("three"));

        var error = await Assert.ThrowsAsync<RevisionCompilationException>(() => _versions.LoadAsync());

        Assert.Equal("RT0340", error.Code);
        Assert.Equal(
            [(new SourceLocation(one, 8, 12), "CS1061"), (new SourceLocation(one, 9, 17), "CS0029"), (new SourceLocation(two, 4, 69), "CS1002")],
            error.Errors.Select(found => (found.Location, found.Code)));
        Assert.Contains($"{two}:4:69: CS1002: ; expected", error.Detail, StringComparison.Ordinal);
        Assert.Contains("3 errors", error.Message, StringComparison.Ordinal);
        Assert.Equal(error.Errors[0].Location, error.Location);
    }

    [Fact]
    public async Task An_error_of_a_helper_is_told_once()
    {
        var helper = _versions.Write("help.cs", "static class Help { public static int Broken => ; }");
        _versions.Write("one.cs", Versions.Class("one"));
        _versions.Write("two.cs", Versions.Class("two"));

        var error = await Assert.ThrowsAsync<RevisionCompilationException>(() => _versions.LoadAsync());

        Assert.Equal([new SourceLocation(helper, 1, 49)], error.Errors.Select(found => found.Location));
        Assert.Equal("A C# file does not compile.", error.Message);
    }

    [Fact]
    public async Task Warnings_do_not_fail_and_the_namespaces_of_the_SDK_are_in_use()
    {
        _versions.Write("one.cs", Versions.Class("one", """
            #nullable enable
            string text = null;
            int unused;
            db.Sql(new StringReader(string.Join(';', new List<string> { text ?? "SELECT 1" }.Select(line => line))).ReadToEnd());
            db.Run(async (connection, token) => await Task.Delay(TimeSpan.Zero, token));
            _ = nameof(HttpClient);
            """));

        Assert.Equal(["run SQL", "run code"], Versions.Upgrade((await _versions.LoadAsync())["one"]));
    }

    [Fact]
    public async Task Files_may_have_classes_of_the_same_name_and_share_helpers()
    {
        _versions.Write("help.cs", "static class Help { public static string Table(string name) => $\"app_{name}\"; }");
        _versions.Write("one.cs", Versions.Class("one", "db.DropTable(Help.Table(Name));", "const string Name = \"one\";"));
        _versions.Write("two.cs", Versions.Class("two", "db.DropTable(Help.Table(Name));", "const string Name = \"two\";"));

        var migrations = await _versions.LoadAsync();

        Assert.Equal(["drop table \"app_one\""], Versions.Upgrade(migrations["one"]));
        Assert.Equal(["drop table \"app_two\""], Versions.Upgrade(migrations["two"]));
    }

    [Fact]
    public async Task Classes_of_every_shape_are_loaded()
    {
        _versions.Write("many.cs", """
            namespace App
            {
                using Retort;

                abstract class Base : Migration { public override void Upgrade(MigrationBuilder db) => db.DropTable(GetType().Name); }

                [Revision("internal")] internal sealed class A : Base { }
                [System.Obsolete, Revision("partial")] partial class B { }
                partial class B : Base { }
                static class Outer { [Retort.RevisionAttribute(id: "nested")] private sealed class C : Base { } }
            }

            [Retort.Revision("\u0067lobal")] public class @class : App.Base { }
            """.Replace("abstract class Base", "public abstract class Base", StringComparison.Ordinal));

        var migrations = await _versions.LoadAsync();

        Assert.Equal(
            [("global", "drop table \"class\""), ("internal", "drop table \"A\""), ("nested", "drop table \"C\""), ("partial", "drop table \"B\"")],
            migrations.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, Assert.Single(Versions.Upgrade(pair.Value)))));
    }

    [Theory]
    [InlineData("[Revision(\"a\")] class A { }", "Unable to cast")]
    [InlineData("[Revision(\"a\")] class A(int x) : Migration { public override void Upgrade(MigrationBuilder db) => _ = x; }", "parameterless constructor")]
    [InlineData("class Outer<T> { [Revision(\"a\")] class A : Migration { public override void Upgrade(MigrationBuilder db) { } } }", "ContainsGenericParameters")]
    [InlineData("[Revision(\"a\")] class A : Migration { public A() => throw new System.Exception(\"not today\"); public override void Upgrade(MigrationBuilder db) { } }", "not today")]
    public async Task A_class_that_cannot_be_used_is_refused(string text, string detail)
    {
        var path = _versions.Write("a.cs", $"using Retort;\n{text}");

        var error = await Assert.ThrowsAsync<RevisionFileException>(() => _versions.LoadAsync());

        Assert.Equal(("RT0324", new SourceLocation(path, 2)), (error.Code, error.Location!.Value));
        Assert.Contains(detail, error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attribute_of_that_name_that_is_not_Retorts_is_refused()
    {
        var path = _versions.Write("a.cs", "[Revision(\"a\")] class A : Retort.Migration { public override void Upgrade(Retort.MigrationBuilder db) { } }\nclass RevisionAttribute(string id) : System.Attribute { public string Id => id; }");

        var error = await Assert.ThrowsAsync<RevisionFileException>(() => _versions.LoadAsync());

        Assert.Equal(("RT0341", new SourceLocation(path, 1)), (error.Code, error.Location!.Value));
    }

    [Fact]
    public async Task An_assembly_with_a_migration_that_has_no_header_is_refused()
    {
        _versions.Write("a.cs", "using Retort;\nusing Base = Retort.Migration;\n[Revision(\"a\")] class A : Base { public override void Upgrade(MigrationBuilder db) { } }\nclass Forgotten : Base { public override void Upgrade(MigrationBuilder db) { } }");
        var assembly = (await _versions.LoadAsync())["a"].GetType().Assembly;

        var error = await Assert.ThrowsAsync<RevisionFileException>(() => RevisionSource.InAssembly(assembly).ReadAsync());

        Assert.Equal(("RT0323", "Forgotten"), (error.Code, error.Location.ToString()));
    }

    [Fact]
    public async Task A_revision_that_cannot_be_reverted_is_named_with_its_file_and_line_before_anything_runs()
    {
        var path = _versions.Write("a.cs", Versions.Class("a", "db.CreateTable(\"t\", t => t.Column(\"id\", t.Int())); db.InsertData(\"t\", [\"id\"], [1]);", "public override void Downgrade(MigrationBuilder db) => db.Reverse(Upgrade);"));
        await using var migrator = Migrator.Create(SqliteDatabase.Connect("sqlite:///app.db", _versions.Folder), _versions.Source());
        await migrator.RunAsync(await migrator.PlanUpgradeAsync("head"));

        var error = await Assert.ThrowsAsync<IrreversibleMigrationException>(() => migrator.PlanDowngradeAsync("base"));

        Assert.Equal(("RT0401", $"Revision \"a\" ({path}:3) cannot be reverted."), (error.Code, error.Message));
        Assert.Equal("Not reversible: insert 1 row into table \"t\". The rows before are not known.", error.Detail);
        Assert.Equal(["a"], await migrator.ReadVersionRowsAsync());
    }

    [Fact]
    public async Task A_statement_that_fails_is_named_with_the_line_it_was_written_on()
    {
        var path = _versions.Write("a.cs", Versions.Class("a", "db.CreateTable(\"t\", t => t.Column(\"id\", t.Int()));\n        db.RenameTable(\"missing\", \"x\");"));
        await using var migrator = Migrator.Create(SqliteDatabase.Connect("sqlite:///app.db", _versions.Folder), _versions.Source());

        var error = await Assert.ThrowsAsync<MigrationFailedException>(async () => await migrator.RunAsync(await migrator.PlanUpgradeAsync("head")));

        Assert.StartsWith($"{path}:9", error.Location.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edited_revision_is_loaded_anew_in_the_same_process()
    {
        _versions.Write("a.cs", Versions.Class("a", "db.DropTable(\"one\");"));
        var before = (await _versions.LoadAsync())["a"];
        _versions.Write("a.cs", Versions.Class("a", "db.DropTable(\"two\");"));
        var after = (await _versions.LoadAsync())["a"];

        Assert.Equal(["drop table \"one\""], Versions.Upgrade(before));
        Assert.Equal(["drop table \"two\""], Versions.Upgrade(after));
    }

    [Fact]
    public async Task A_cancelled_compilation_says_so()
    {
        _versions.Write("a.cs", Versions.Class("a"));
        var source = _versions.Source();
        var revisions = await source.ReadAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => source.LoadAsync(revisions, new CancellationToken(canceled: true)));
    }
}
