using System.Reflection;

namespace Retort.Scripting.Tests;

/// <summary>Files are compiled together where that cannot be told from the outside.</summary>
public sealed class SharedCompilationTests : IDisposable
{
    private readonly Versions _versions = new();

    public void Dispose() => _versions.Dispose();

    [Fact]
    public async Task Files_that_do_not_name_each_other_share_an_assembly_also_from_the_cache()
    {
        Write("one", "two", "three");

        foreach (var migrations in new[] { await _versions.LoadAsync(), await _versions.LoadAsync() })
        {
            Assert.Single(Assemblies(migrations));
            Assert.All(migrations, pair => Assert.Equal([$"drop table \"{pair.Key}\""], Versions.Upgrade(pair.Value)));
        }

        Assert.Equal("3 revisions without the compiler", await _versions.LoadInProcessAsync());
    }

    [Fact]
    public async Task An_assembly_is_of_a_hundred_files_at_most()
    {
        Write([.. Enumerable.Range(0, 101).Select(number => $"r{number}")]);

        Assert.Equal([1, 100], (await _versions.LoadAsync()).Values.GroupBy(migration => migration.GetType().Assembly).Select(group => group.Count()).Order());
    }

    [Fact]
    public async Task A_file_that_was_edited_leaves_the_others_where_they_are()
    {
        Write("one", "two", "three", "four");
        await _versions.LoadAsync();
        _versions.Write("one.cs", Class("one", "db.DropTable(\"1\");"));
        _versions.Write("two.cs", Class("two", "db.DropTable(\"2\");"));
        var entries = Directory.GetFiles(_versions.Cache).Length;

        var migrations = await _versions.LoadAsync();

        Assert.Equal(["drop table \"1\"", "drop table \"2\"", "drop table \"three\"", "drop table \"four\""], new[] { "one", "two", "three", "four" }.SelectMany(id => Versions.Upgrade(migrations[id])));
        Assert.Equal(2, Assemblies(migrations).Count());
        Assert.Equal(entries + 3, Directory.GetFiles(_versions.Cache).Length);
    }

    [Fact]
    public async Task Every_entry_that_is_damaged_is_compiled_again()
    {
        Write("one", "two", "three");
        await _versions.LoadAsync();
        var whole = Directory.GetFiles(_versions.Cache).ToDictionary(path => path, File.ReadAllBytes);
        Assert.Equal(4, whole.Count);

        foreach (var (path, content) in whole)
        {
            await File.WriteAllBytesAsync(path, content[..^1]);
            Assert.All(await _versions.LoadAsync(), pair => Assert.Equal([$"drop table \"{pair.Key}\""], Versions.Upgrade(pair.Value)));
        }

        Assert.Equal("3 revisions without the compiler", await _versions.LoadInProcessAsync());
    }

    [Fact]
    public async Task An_error_is_told_of_its_file_alone()
    {
        Write("one", "two");
        var path = _versions.Write("wrong.cs", Class("wrong", "db.Nonsense();"));

        var error = await Assert.ThrowsAsync<RevisionCompilationException>(() => _versions.LoadAsync());

        Assert.Equal([new SourceLocation(path, 8, 12)], error.Errors.Select(found => found.Location));
    }

    /// <summary>What a file must not see of another one: the more that stands beside the class of one file, and what the other does with it; the error, or else what it comes to.</summary>
    public static TheoryData<string, string, string> Neighbours => new()
    {
        { "static class Names { public const string Table = \"seen\"; }", "db.DropTable(Names.Table);", "CS0103" },
        { "namespace App { public static class Names { public const string Table = \"seen\"; } }", "db.DropTable(App.Names.Table);", "CS0103" },
        { "static class Words { public static string Twice(this string word) => word + word; }", "db.DropTable(\"seen\".Twice());", "CS1061" },
        { "static class Words { public static string Trim(this string word, int seen) => \"seen\"; }", "db.DropTable(\"table\".Trim());", "drop table \"table\"" },
        { "static class Path { public static string Join(string a, string b) => \"seen\"; }", "db.DropTable(Path.Join(\"a\", \"b\"));", "drop table \"a/b\"" },
        { "static class Words { public static System.Runtime.CompilerServices.TaskAwaiter GetAwaiter(this int seen) => default; }", "db.Run(async (_, _) => await 1);", "CS1061" },
        { "class var { public static implicit operator var(string text) => new(); public override string ToString() => \"seen\"; }", "var name = \"table\"; db.DropTable(name.ToString());", "drop table \"table\"" },
        { "[System.AttributeUsage(System.AttributeTargets.Method)] class SeenAttribute : System.Attribute { }", "[Seen] static void Local() { } Local();", "CS0246" },
        { "namespace System { static class Seen { public const string Table = \"seen\"; } }", "db.DropTable(Seen.Table);", "CS0103" },
        { "[System.Obsolete] class Seen { [System.Runtime.CompilerServices.ModuleInitializer] internal static void Start() => System.Environment.SetEnvironmentVariable(\"RETORT_TEST_SEEN\", \"seen\"); }", "db.DropTable(System.Environment.GetEnvironmentVariable(\"RETORT_TEST_SEEN\") ?? \"table\");", "drop table \"table\"" },
    };

    [Theory]
    [MemberData(nameof(Neighbours))]
    public async Task Nothing_of_another_file_is_seen(string more, string upgrade, string expected)
    {
        _versions.Write("more.cs", $"{Class("more", "")}\n{more}");
        _versions.Write("one.cs", Class("one", upgrade));
        Write("two");

        try
        {
            var (source, compiler) = (_versions.Source(), new RevisionCompiler(_versions.Cache));
            await source.CompileAsync((files, helpers) => compiler.Compile(files, helpers));
            Assert.Equal([expected], Versions.Upgrade(Assert.Single(await source.LoadAsync([.. (await source.ReadAsync()).Where(revision => revision.Id.Value == "one")]))));
        }
        catch (RevisionCompilationException e)
        {
            Assert.Equal([expected], e.Errors.Select(error => error.Code).Distinct());
        }
    }

    [Fact]
    public async Task Files_in_the_namespaces_of_their_helpers_share_an_assembly()
    {
        _versions.Write("help.cs", "namespace App.Changes; static class Help { public static string Table(string name) => $\"app_{name}\"; }");
        foreach (var id in new[] { "one", "two" })
        {
            _versions.Write($"{id}.cs", Class(id, $"db.DropTable(Help.Table(\"{id}\"));").Replace("using Retort;", "using Retort;\nnamespace App.Changes;", StringComparison.Ordinal));
        }

        var migrations = await _versions.LoadAsync();

        Assert.Single(Assemblies(migrations));
        Assert.Equal(["drop table \"app_one\"", "drop table \"app_two\""], [.. Versions.Upgrade(migrations["one"]), .. Versions.Upgrade(migrations["two"])]);
    }

    [Theory]
    [InlineData("public static int Next;")]
    [InlineData("public static int Next { get; set; }")]
    [InlineData("static readonly int[] Last = [0]; public static ref int Next => ref Last[0];")]
    public async Task What_helpers_keep_is_kept_for_each_file_of_its_own(string state)
    {
        _versions.Write("help.cs", $"static class Help {{ {state} }}");
        _versions.Write("one.cs", Class("one", "db.DropTable($\"t{++Help.Next}\");"));
        _versions.Write("two.cs", Class("two", "db.DropTable($\"t{++Help.Next}\");"));

        Assert.All(await _versions.LoadAsync(), pair => Assert.Equal(["drop table \"t1\""], Versions.Upgrade(pair.Value)));
    }

    private void Write(params string[] ids)
    {
        foreach (var id in ids)
        {
            _versions.Write($"{id}.cs", Class(id, $"db.DropTable(\"{id}\");"));
        }
    }

    private static string Class(string id, string upgrade) => Versions.Class(id, upgrade).Replace("Changes", $"Change_{id}", StringComparison.Ordinal);

    private static IEnumerable<Assembly> Assemblies(IReadOnlyDictionary<string, Migration> migrations) => migrations.Values.Select(migration => migration.GetType().Assembly).Distinct();
}
