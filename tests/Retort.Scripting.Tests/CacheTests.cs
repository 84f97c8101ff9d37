using System.Security.Cryptography;
using Retort.Testing;

namespace Retort.Scripting.Tests;

/// <summary>The cache saves time, and nothing that happens to it costs more than that.</summary>
public sealed class CacheTests : IDisposable
{
    private const string Compiled = "2 revisions with the compiler";
    private const string Warm = "2 revisions without the compiler";

    private readonly Versions _versions = new();

    public CacheTests()
    {
        _versions.Write("one.cs", Versions.Class("one", "db.DropTable(\"one\");"));
        _versions.Write("two.cs", Versions.Class("two", "db.DropTable(\"two\");"));
    }

    public void Dispose() => _versions.Dispose();

    [Fact]
    public async Task A_warm_start_does_not_load_the_compiler()
    {
        Assert.Equal(Compiled, await _versions.LoadInProcessAsync());
        Assert.Equal(Warm, await _versions.LoadInProcessAsync());
    }

    [Fact]
    public async Task Revisions_compiled_ahead_of_time_are_not_compiled_again()
    {
        var compiler = new RevisionCompiler(_versions.Cache);
        var source = _versions.Source();

        Assert.Equal(2, await source.CompileAsync((files, helpers) => compiler.Compile(files, helpers)));
        Assert.Equal(0, await source.CompileAsync((files, helpers) => compiler.Compile(files, helpers)));
        Assert.Equal(Warm, await _versions.LoadInProcessAsync());
    }

    [Fact]
    public async Task Only_a_file_that_changed_is_compiled_again()
    {
        await _versions.LoadAsync();
        var before = Entries();
        _versions.Write("two.cs", Versions.Class("two", "db.DropTable(\"2\");"));

        var migrations = await _versions.LoadAsync();

        Assert.Equal(["drop table \"2\""], Versions.Upgrade(migrations["two"]));
        Assert.Equal((2, 3), (before.Count, Entries().Count));
        Assert.All(before, entry => Assert.Equal(entry.Value, Entries()[entry.Key]));
    }

    [Fact]
    public async Task A_helper_that_changed_is_seen_by_all_versions()
    {
        _versions.Write("help.cs", "static class Help { public const string Table = \"a\"; }");
        _versions.Write("one.cs", Versions.Class("one", "db.DropTable(Help.Table);"));
        await _versions.LoadAsync();
        _versions.Write("help.cs", "static class Help { public const string Table = \"b\"; }");

        Assert.Equal(["drop table \"b\""], Versions.Upgrade((await _versions.LoadAsync())["one"]));
    }

    public static TheoryData<string, Func<byte[], byte[]>> Damages => new()
    {
        { "empty", _ => [] },
        { "cut off", entry => entry[..(entry.Length / 2)] },
        { "without its last byte", entry => entry[..^1] },
        { "a bit turned at the end", entry => Turned(entry, entry.Length - 1) },
        { "a bit turned in the middle", entry => Turned(entry, entry.Length / 2) },
        { "another length", entry => Turned(entry, SHA256.HashSizeInBytes) },
        { "another hash", entry => Turned(entry, 0) },
        { "something else", _ => "#!/bin/sh and more text than a hash is long"u8.ToArray() },
        { "too long", entry => [.. entry, 0] },
    };

    [Theory]
    [MemberData(nameof(Damages), DisableDiscoveryEnumeration = true)]
    public async Task A_damaged_entry_is_compiled_again_and_mended(string name, Func<byte[], byte[]> damage)
    {
        await _versions.LoadAsync();
        var whole = Entries();
        foreach (var (path, content) in whole)
        {
            await File.WriteAllBytesAsync(path, damage(Convert.FromBase64String(content)));
        }

        var migrations = await _versions.LoadAsync();

        Assert.Equal((name, "drop table \"one\""), (name, Assert.Single(Versions.Upgrade(migrations["one"]))));
        Assert.Equal(whole, Entries());
    }

    [Fact]
    public async Task A_cache_that_is_a_file_only_costs_time()
    {
        await File.WriteAllTextAsync(_versions.Cache, "in the way");

        Assert.Equal(2, (await _versions.LoadAsync()).Count);
        Assert.Equal("in the way", await File.ReadAllTextAsync(_versions.Cache));
    }

    [Fact]
    public async Task No_cache_at_all_only_costs_time()
    {
        Assert.Equal(2, (await _versions.LoadAsync(cached: false)).Count);
        Assert.False(Directory.Exists(_versions.Cache));
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_only_costs_time()
    {
        Directory.CreateDirectory(_versions.Cache);
        await CommandRun.RunAsync("chmod", ["755", Path.GetDirectoryName(_versions.Cache)!]);
        await CommandRun.RunAsync("chmod", ["555", _versions.Cache]);

        // Root may write anywhere.
        var run = await _versions.LoadInProcessAsync(Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : []);

        Assert.Equal(Compiled, run);
        Assert.Empty(Directory.GetFileSystemEntries(_versions.Cache));
    }

    [Fact]
    public async Task Processes_that_compile_at_once_do_not_meet()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => _versions.LoadInProcessAsync()));

        Assert.All(runs, run => Assert.StartsWith("2 revisions", run, StringComparison.Ordinal));
        Assert.Equal(2, Directory.GetFileSystemEntries(_versions.Cache).Length);
        Assert.Equal(Warm, await _versions.LoadInProcessAsync());
    }

    [Fact]
    public async Task Threads_that_compile_at_once_do_not_meet()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _versions.LoadAsync())));

        Assert.All(all, migrations => Assert.Equal(2, migrations.Count));
        Assert.Equal(2, Entries().Count);
    }

    private Dictionary<string, string> Entries() => Directory.GetFiles(_versions.Cache).ToDictionary(path => path, path => Convert.ToBase64String(File.ReadAllBytes(path)));

    private static byte[] Turned(byte[] entry, int at)
    {
        entry[at] ^= 1;
        return entry;
    }
}
