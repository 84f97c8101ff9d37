using System.Runtime.Versioning;
using Retort.Backups;
using Retort.PostgreSql.Backups;
using Retort.Testing;

namespace Retort.PostgreSql.Tests.Backups;

/// <summary>What programs are asked for and told, seen by programs that only write it down.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ClientProgramTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_older_pg_dump_is_refused_with_the_package_to_install()
    {
        Install("14.9", "exit 0");
        await using var tenant = await BackupTenant.CreateAsync(options: new PostgreSqlOptions { ServerPrograms = _folder.Path });

        var refused = await Assert.ThrowsAsync<BackupException>(tenant.BackUpAsync);

        Assert.Contains("older than the server", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"14 in {_folder.Path}", refused.Detail, StringComparison.Ordinal);
        Assert.Contains("postgresql-client-15", refused.Hint, StringComparison.Ordinal);
        Assert.Contains("--backup affected", refused.Hint, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(tenant.Backups));
    }

    [Fact]
    public async Task The_nearest_version_that_is_not_older_is_taken()
    {
        Install("16.4", "exit 0");

        Assert.Equal(16, (await ClientPrograms.FindAsync(15, _folder.Path, default)).Major);
        await Assert.ThrowsAsync<BackupException>(() => ClientPrograms.FindAsync(17, _folder.Path, default));
        await Assert.ThrowsAsync<BackupException>(() => ClientPrograms.FindAsync(15, _folder["nothing here"], default));
    }

    [Fact]
    public async Task A_password_is_in_the_environment_and_never_on_the_command_line_nor_in_what_is_said()
    {
        Install("15.4", $"echo \"$@\" >{_folder["arguments"]}; env >{_folder["environment"]}; echo \"it went wrong\" >&2; exit 3");
        await using var tenant = await BackupTenant.CreateAsync();
        await using var database = PostgreSqlDatabase.Connect(
            tenant.Server.Url.Replace("postgres@", "postgres:hunter2@", StringComparison.Ordinal), new PostgreSqlOptions { ServerPrograms = _folder.Path });

        var failed = await Assert.ThrowsAsync<BackupException>(() =>
            new BackupWriter(tenant.Backups, TimeProvider.System, new Progress<BackupProgress>()).CreateAsync(database, BackupRequest.Full("retort_version", "test"), default));

        Assert.DoesNotContain("hunter2", await File.ReadAllTextAsync(_folder["arguments"]), StringComparison.Ordinal);
        Assert.Contains("PGPASSWORD=hunter2", await File.ReadAllTextAsync(_folder["environment"]), StringComparison.Ordinal);
        Assert.Contains("exit code 3", failed.Message, StringComparison.Ordinal);
        Assert.Contains("it went wrong", failed.Detail, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(tenant.Backups));
    }

    [Fact]
    public async Task A_backup_that_is_cancelled_ends_the_program_and_leaves_nothing()
    {
        Install("15.4", "echo $$ >" + _folder["pid"] + "; exec sleep 600");
        await using var tenant = await BackupTenant.CreateAsync(options: new PostgreSqlOptions { ServerPrograms = _folder.Path });
        using var stop = new CancellationTokenSource();
        var running = new BackupWriter(tenant.Backups, TimeProvider.System, new Progress<BackupProgress>()).CreateAsync(tenant.Database, BackupRequest.Full("retort_version", "test"), stop.Token);
        while (!File.Exists(_folder["pid"]) || (await File.ReadAllTextAsync(_folder["pid"])).Length == 0)
        {
            await Task.Delay(20);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Assert.False(Directory.Exists($"/proc/{(await File.ReadAllTextAsync(_folder["pid"])).Trim()}"));
        Assert.Empty(Directory.GetFileSystemEntries(tenant.Backups));
    }

    private void Install(string version, string body)
    {
        foreach (var program in (string[])["pg_dump", "pg_restore", "psql"])
        {
            File.SetUnixFileMode(
                _folder.Write(program, $"#!/bin/sh\nif [ \"$1\" = --version ]; then echo \"{program} (PostgreSQL) {version}\"; exit; fi\n{body}\n"),
                UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }
}
