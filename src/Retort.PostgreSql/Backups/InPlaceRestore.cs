using System.Globalization;
using Retort.Backups;
using Retort.PostgreSql.Scratch;

namespace Retort.PostgreSql.Backups;

/// <summary>
/// Restores a dump into a database that is in use: everything in it is dropped and everything in the dump is made in one transaction, so that others see the
/// one or the other, and after any failure the one. A restore with several connections could not do that.
/// </summary>
internal static class InPlaceRestore
{
    public static async Task RunAsync(PostgreSqlDatabase database, Backup backup, BackupWorkspace workspace, IProgress<BackupProgress> progress, CancellationToken cancellationToken)
    {
        var session = await database.OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        var programs = await ClientPrograms.FindAsync(session.ServerVersion.Major, database.Options.ServerPrograms, cancellationToken).ConfigureAwait(false);
        progress.Report(new BackupProgress("unpacking the dump"));
        var folder = workspace["dump"];
        await DumpArchive.UnpackAsync(backup.Path, folder, cancellationToken).ConfigureAwait(false);
        var drops = workspace["drops.sql"];
        await WriteDropsAsync(session, backup, drops, database.Options.LockTimeout, cancellationToken).ConfigureAwait(false);

        progress.Report(new BackupProgress("restoring the dump"));
        var address = database.AddressOf(session);
        using var restore = ClientProgram.Start(programs.PathOf("pg_restore"), ["--format=directory", "--exit-on-error", "--file=-", folder], address);
        restore.Input.Close();
        using var psql = ClientProgram.Start(
            programs.PathOf("psql"), ["--no-psqlrc", "--quiet", "--no-password", "--single-transaction", "--set=ON_ERROR_STOP=1", $"--file={drops}", "--file=-"], address);
        var printing = psql.Output.CopyToAsync(Stream.Null, cancellationToken);
        try
        {
            await restore.Output.CopyToAsync(psql.Input, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // psql has stopped at an error, and says which one.
            await psql.WaitAsync(cancellationToken).ConfigureAwait(false);
            throw;
        }

        // The end of its input is what makes psql commit: it must not see one before it is known that it was told everything.
        await restore.WaitAsync(cancellationToken).ConfigureAwait(false);
        psql.Input.Close();
        await printing.ConfigureAwait(false);
        await psql.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task WriteDropsAsync(PostgreSqlSession session, Backup backup, string file, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        var contents = await DatabaseContents.ReadAsync(session, DatabaseContents.OfNew, cancellationToken).ConfigureAwait(false);
        var writer = new StreamWriter(BackupWorkspace.CreateFile(file));
        await using var closing = writer.ConfigureAwait(false);
        await writer.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"SET lock_timeout = {(long)lockTimeout.TotalMilliseconds};")).ConfigureAwait(false);
        foreach (var item in contents)
        {
            await writer.WriteLineAsync($"{item.Drop};").ConfigureAwait(false);
        }

        if (!backup.Metadata.Schemas.Contains("public"))
        {
            await writer.WriteLineAsync("DROP SCHEMA IF EXISTS public;").ConfigureAwait(false);
        }
    }
}
