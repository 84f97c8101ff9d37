using System.Reflection;
using Retort.Authoring;
using Retort.Dialects;
using Retort.Execution;
using Retort.RevisionFiles;
using Retort.Targets;
using Retort.Testing;

namespace Retort.Sqlite.Tests;

/// <summary>That nothing has changed is remembered, and forgotten as soon as anything has.</summary>
public sealed class UnchangedTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public UnchangedTests()
    {
        _folder.Write("versions/a.sql", "-- revision: a\n-- upgrade\nCREATE TABLE t (id INTEGER PRIMARY KEY);\n");
        _folder.Write("schema.sql", "CREATE TABLE t (id INTEGER PRIMARY KEY);\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_found_equal_is_not_made_again()
    {
        var (first, made) = await GenerateAsync();
        var (second, madeAgain) = await GenerateAsync();

        Assert.True(first.IsEmpty && second.IsEmpty);
        Assert.Equal((2, 0), (made, madeAgain));
    }

    [Theory]
    [InlineData("schema.sql", "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT);\n")]
    [InlineData("versions/b.sql", "-- revision: b\n-- revises: a\n-- upgrade\nALTER TABLE t ADD COLUMN name TEXT;\n")]
    public async Task A_change_on_either_side_is_found(string file, string text)
    {
        await GenerateAsync();
        _folder.Write(file, text);

        Assert.Single((await GenerateAsync()).Change.Body.Upgrade);
    }

    [Fact]
    public async Task A_change_in_a_file_that_a_definition_reads_is_found()
    {
        var target = new SchemaDefinitionTarget(new FromFile(), new SourceLocation(_folder["Schema.cs"]));
        var (first, _) = await GenerateAsync(target);
        _folder.Write("schema.sql", "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT);\n");
        var (second, _) = await GenerateAsync(target);

        Assert.Equal((true, 1), (first.IsEmpty, second.Body.Upgrade.Length));
    }

    [Fact]
    public async Task Nothing_is_remembered_of_code_for_longer_than_a_day_with_another_filter_or_against_a_rename()
    {
        await GenerateAsync();

        Assert.Equal(2, (await GenerateAsync(options: new GeneratorOptions { Migrator = Options with { Filter = new() { Exclude = ["u"] } } })).Made);
        Assert.Equal(2, (await GenerateAsync(options: new GeneratorOptions { Migrator = Options with { Filter = new() { Condition = _ => true } } })).Made);
        await Assert.ThrowsAsync<Comparison.RenameException>(() => GenerateAsync(options: new GeneratorOptions { Migrator = Options, Renames = [new(new(Schema.ObjectKind.Table, "old"), "t")] }));

        Directory.EnumerateFiles(_folder["cache"]).ToList().ForEach(file => File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(-25)));
        Assert.Equal(2, (await GenerateAsync()).Made);
        Assert.Single(Directory.EnumerateFiles(_folder["cache"]));

        _folder.Write("versions/a.sql", "-- revision: a\n-- upgrade\nCREATE TABLE t (id INTEGER PRIMARY KEY);\nSELECT 1;\n");
        await GenerateAsync();
        Assert.Equal(2, (await GenerateAsync()).Made);
    }

    [Fact]
    public async Task Where_nothing_can_be_kept_everything_is_compared()
    {
        _folder.Write("cache", "a file, not a folder");

        Assert.Equal((2, 2), ((await GenerateAsync()).Made, (await GenerateAsync()).Made));
    }

    private MigratorOptions Options => new() { CacheFolder = _folder["cache"] };

    /// <summary>Generates, and counts the scratch databases made for it.</summary>
    private async Task<(GeneratedChange Change, int Made)> GenerateAsync(ITargetSchema? target = null, GeneratorOptions? options = null)
    {
        await using var real = SqliteDatabase.Connect($"sqlite:///{_folder["app.db"]}");
        var database = DispatchProxy.Create<IDatabase, Counting>();
        var counting = (Counting)(object)database;
        counting.Target = real;
        await using var generator = RevisionGenerator.Create(database, options ?? new GeneratorOptions { Migrator = Options });
        return (await generator.GenerateAsync(new VersionsFolder([_folder["versions"]]), target ?? new SqlFilesTarget(_folder["schema.sql"])), counting.Made);
    }

    private sealed class FromFile : SchemaDefinition
    {
        public override void Define(MigrationBuilder db) => db.SqlFile("schema.sql");
    }

    public class Counting : DispatchProxy
    {
        public IDatabase Target { get; set; } = null!;

        public int Made { get; private set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Made += targetMethod!.Name == nameof(IDatabase.CreateScratchAsync) ? 1 : 0;
            return targetMethod.Invoke(Target, BindingFlags.DoNotWrapExceptions, null, args, null);
        }
    }
}
