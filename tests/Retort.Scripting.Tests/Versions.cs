using System.Collections.Immutable;
using Retort.RevisionFiles;
using Retort.Testing;

namespace Retort.Scripting.Tests;

/// <summary>A versions folder and a cache folder of their own for a test.</summary>
internal sealed class Versions : IDisposable
{
    private readonly TempFolder _folder = new();

    public string Folder => _folder["versions"];

    public string Cache => _folder["cache"];

    public string this[string relative] => _folder[relative];

    public static string Class(string id, string upgrade = "", string more = "") => $$"""
        using Retort;

        [Revision("{{id}}")]
        public sealed class Changes : Migration
        {
            public override void Upgrade(MigrationBuilder db)
            {
                {{upgrade}}
            }
            {{more}}
        }
        """;

    /// <summary>Writes a file into the versions folder, and returns its path.</summary>
    public string Write(string name, string text) => _folder.Write($"versions/{name}", text);

    public VersionsFolder Source(bool cached = true) => new([Folder], new RevisionCompiler(cached ? Cache : null));

    /// <summary>The migrations of all files by revision.</summary>
    public async Task<IReadOnlyDictionary<string, Migration>> LoadAsync(bool cached = true)
    {
        var source = Source(cached);
        var revisions = await source.ReadAsync();
        var migrations = await source.LoadAsync(revisions);
        return revisions.Zip(migrations).ToDictionary(pair => pair.First.Id.Value, pair => pair.Second);
    }

    /// <summary>What the operations of a revision do.</summary>
    public static ImmutableArray<string> Upgrade(Migration migration) =>
        [.. MigrationBuilder.Build(new MigrationContext { Engine = "sqlite" }, migration.Upgrade).Select(operation => operation.Describe())];

    /// <summary>Loads all revisions in a process of its own, and returns what that printed, without the time.</summary>
    public async Task<string> LoadInProcessAsync(params string[] before)
    {
        string[] command = [.. before, Path.Combine(AppContext.BaseDirectory, "Retort.ScriptingRunner"), Folder, Cache];
        var run = await CommandRun.RunAsync(command[0], command[1..]);
        return run.RequireSuccess().Output.Trim() is var line && line.Split(", ") is [var count, _, var compiler] ? $"{count} {compiler}" : line;
    }

    public void Dispose() => _folder.Dispose();
}
