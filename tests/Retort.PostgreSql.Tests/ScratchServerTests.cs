using System.Diagnostics;
using System.Runtime.Versioning;
using Retort.Dialects;
using Retort.Testing;

namespace Retort.PostgreSql.Tests;

/// <summary>Scratch databases on a local server that is started for them.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ScratchServerTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(13)]
    public async Task Without_the_right_to_create_databases_a_local_server_is_started_and_removed(int major)
    {
        await using var tenant = await ScratchTenant.CreateAsync("", major);
        await using var database = tenant.Connect(From(await ProgramsAsync(15)));
        string folder;

        await using (var scratch = await database.CreateScratchAsync(copySchema: false))
        {
            await using var session = await scratch.OpenAsync();
            folder = ScratchTenant.HostOf(scratch.DisplayName);
            Assert.True(Directory.Exists(folder));
            Assert.Equal(15, session.ServerVersion.Major);
            Assert.Equal(
                [tenant.Role, "off", "", "UTF8", "C"],
                (await session.QueryAsync("SELECT current_user::text, current_setting('fsync'), current_setting('listen_addresses'), current_setting('server_encoding'), datcollate::text FROM pg_database WHERE datname = current_database()", default))[0]);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(folder)!));
        }

        AssertGone(folder);
        Assert.Equal(major == 15 ? [] : ["5100 The scratch database is on PostgreSQL 15, the database itself on 13"], tenant.Told.Lines);
    }

    [Fact]
    public async Task The_programs_are_found_where_packages_install_them()
    {
        await using var tenant = await ScratchTenant.CreateAsync("");
        await using var database = tenant.Connect();

        await using var scratch = await database.CreateScratchAsync(copySchema: false);

        Assert.NotEqual(tenant.Server.Folder, ScratchTenant.HostOf(scratch.DisplayName));
        Assert.Empty(tenant.Told.Lines);
    }

    [Fact]
    public async Task When_no_way_works_one_error_tells_why_each_failed()
    {
        await using var tenant = await ScratchTenant.CreateAsync("");
        using var empty = new TempFolder();
        await using var database = tenant.Connect(From(empty.Path));
        await using var older = tenant.Connect(From(await ProgramsAsync(13)));

        var error = await Assert.ThrowsAsync<ScratchDatabaseException>(() => database.CreateScratchAsync(copySchema: false));
        var tooOld = await Assert.ThrowsAsync<ScratchDatabaseException>(() => older.CreateScratchAsync(copySchema: false));

        Assert.Equal("RT0630", error.Code);
        var ways = error.Detail!.Split('\n');
        Assert.Equal("1. None is named: scratchUrl is not set.", ways[0]);
        Assert.Equal($"2. {database.DisplayName} refuses CREATE DATABASE: permission denied to create database.", ways[1]);
        Assert.Equal($"3. No local server can be started: initdb, pg_ctl and postgres are not in {empty.Path}, and no other folder is looked in.", ways[2]);
        Assert.Contains("older than PostgreSQL 15: 13 in ", tooOld.Detail, StringComparison.Ordinal);
        Assert.Contains("RETORT_POSTGRES_BIN", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_start_says_why_and_leaves_nothing()
    {
        await using var tenant = await ScratchTenant.CreateAsync("");
        using var broken = new TempFolder();
        foreach (var (program, text) in new[] { ("initdb", "echo no room on the device; exit 1"), ("pg_ctl", "exit 1"), ("postgres", "echo postgres 15.1") })
        {
            File.SetUnixFileMode(broken.Write(program, $"#!/bin/sh\n{text}\n"), (UnixFileMode)0b111_101_101);
        }

        File.SetUnixFileMode(broken.Path, (UnixFileMode)0b111_101_101);
        await using var database = tenant.Connect(From(broken.Path));

        var error = await Assert.ThrowsAsync<ScratchDatabaseException>(() => database.CreateScratchAsync(copySchema: false));

        Assert.Contains($"3. No local server can be started: PostgreSQL 15 of {broken.Path} says: no room on the device", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_is_killed_takes_its_server_with_it()
    {
        await using var tenant = await ScratchTenant.CreateAsync("");
        var (process, scratch) = await tenant.StartAsync();
        var folder = ScratchTenant.HostOf(scratch);
        Assert.True(Directory.Exists(folder));

        process.Kill();

        await process.WaitForExitAsync();
        await UntilAsync(() => !Directory.Exists(folder));
        AssertGone(folder);
    }

    [Fact]
    public async Task A_signal_stops_the_server()
    {
        await using var tenant = await ScratchTenant.CreateAsync("");
        var (process, scratch) = await tenant.StartAsync();

        Assert.Equal(0, Signal.Send(process.Id, Signal.Interrupt));
        await process.WaitForExitAsync();

        Assert.Equal(130, process.ExitCode);
        AssertGone(ScratchTenant.HostOf(scratch));
    }

    [Fact]
    public async Task A_server_whose_watching_shell_was_killed_too_is_stopped_by_the_next_one()
    {
        await using var tenant = await ScratchTenant.CreateAsync("");
        await using var database = tenant.Connect();
        var (process, scratch) = await tenant.StartAsync();
        var folder = ScratchTenant.HostOf(scratch);
        foreach (var shell in ShellsOf(Path.GetDirectoryName(folder)!))
        {
            shell.Kill();
        }

        process.Kill();
        await process.WaitForExitAsync();
        Assert.True(IsRunning(folder));
        await (await database.CreateScratchAsync(copySchema: false)).DisposeAsync();

        AssertGone(folder);
    }

    private static PostgreSqlOptions From(string programs) => new() { ServerPrograms = programs };

    private static async Task<string> ProgramsAsync(int major) =>
        (await CommandRun.RunAsync(Path.Combine(PostgresServer.Repository, "tests/postgres.sh"), ["bin", $"{major}"])).RequireSuccess().Output.Trim();

    private static void AssertGone(string folder)
    {
        Assert.False(IsRunning(folder));
        Assert.False(Directory.Exists(Path.GetDirectoryName(folder)));
        Assert.False(File.Exists(Path.GetDirectoryName(folder) + ".lock"));
    }

    private static bool IsRunning(string folder) => CommandLines().Any(line => line.Text.Contains($"-D\0{folder}", StringComparison.Ordinal) || File.Exists(Path.Combine(folder, "postmaster.pid")));

    private static IEnumerable<Process> ShellsOf(string folder) =>
        CommandLines().Where(line => line.Text.Contains("trap", StringComparison.Ordinal) && line.Text.Contains(folder, StringComparison.Ordinal)).Select(line => Process.GetProcessById(line.Id));

    private static List<(int Id, string Text)> CommandLines()
    {
        var lines = new List<(int, string)>();
        foreach (var process in Process.GetProcesses())
        {
            try
            {
                lines.Add((process.Id, File.ReadAllText($"/proc/{process.Id}/cmdline")));
            }
            catch (IOException)
            {
                // It ended in between.
            }
        }

        return lines;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var attempt = 0; attempt < 200 && !condition(); attempt++)
        {
            await Task.Delay(50);
        }
    }
}
