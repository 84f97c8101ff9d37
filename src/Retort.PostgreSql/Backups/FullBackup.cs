using System.Globalization;
using Npgsql;
using Retort.Backups;

namespace Retort.PostgreSql.Backups;

/// <summary>Backups of a whole database: what pg_dump writes in its directory format, with several connections that see one moment.</summary>
internal static class FullBackup
{
    private const int MostJobs = 8;

    // With more of them pg_dump is done before the hashes are, which then go faster with workers.
    private const int FewProcessors = 4;

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(500);

    private static string Jobs => string.Create(CultureInfo.InvariantCulture, $"--jobs={Math.Clamp(Environment.ProcessorCount, 1, MostJobs)}");

    /// <summary>Writes one, and reads what is in the database while pg_dump runs, both at the moment of one exported snapshot.</summary>
    public static async Task<BackupContents> WriteAsync(
        PostgreSqlDatabase database, BackupRequest request, BackupWorkspace workspace, string file, IProgress<BackupProgress> progress, CancellationToken cancellationToken)
    {
        var session = await database.OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        var programs = await ClientPrograms.FindAsync(session.ServerVersion.Major, database.Options.ServerPrograms, cancellationToken).ConfigureAwait(false);
        await PostgreSqlContents.OpenSnapshotAsync(session, cancellationToken).ConfigureAwait(false);
        var snapshot = (string)(await session.QueryAsync("SELECT pg_export_snapshot()", cancellationToken).ConfigureAwait(false))[0][0]!;
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var folder = workspace["dump"];

        // The fastest level: somebody is waiting to migrate.
        string[] arguments = ["--format=directory", $"--file={folder}", Jobs, "--compress=1", $"--snapshot={snapshot}", "--lock-wait-timeout=60000", "--no-password", "--no-sync"];
        var dumping = ClientProgram.RunAsync(programs.PathOf("pg_dump"), arguments, database.AddressOf(session), stopping.Token);
        var reading = PostgreSqlContents.ReadAsync(session, request, spares: Environment.ProcessorCount <= FewProcessors, stopping.Token);
        await Task.WhenAll(StoppingOther(dumping), StoppingOther(reading), WatchAsync(folder, dumping, progress)).ConfigureAwait(false);
        progress.Report(new BackupProgress("packing the dump"));
        await DumpArchive.PackAsync(folder, file, cancellationToken).ConfigureAwait(false);
        return (await reading.ConfigureAwait(false)).Contents;

        async Task StoppingOther(Task work)
        {
            try
            {
                await work.ConfigureAwait(false);
            }
            catch
            {
                await stopping.CancelAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    /// <summary>Restores one into an empty database; of the rows those of some tables, when they are given.</summary>
    public static async Task ReadAsync(
        PostgreSqlDatabase database, Backup backup, IReadOnlyList<TableContents>? tables, BackupWorkspace workspace, bool isScratch, IProgress<BackupProgress> progress, CancellationToken cancellationToken)
    {
        var session = await database.OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        var programs = await ClientPrograms.FindAsync(session.ServerVersion.Major, database.Options.ServerPrograms, cancellationToken).ConfigureAwait(false);
        progress.Report(new BackupProgress("unpacking the dump"));
        var folder = workspace["dump"];
        await DumpArchive.UnpackAsync(backup.Path, folder, cancellationToken).ConfigureAwait(false);
        if (!backup.Metadata.Schemas.Contains("public"))
        {
            // A new database has it, and a dump of one without does not say so.
            await session.ExecuteAsync([new("DROP SCHEMA IF EXISTS public")], cancellationToken).ConfigureAwait(false);
        }

        progress.Report(new BackupProgress("restoring the dump"));
        var address = database.AddressOf(session);
        string[] arguments =
        [
            "--format=directory", Jobs, "--exit-on-error", "--no-password", $"--dbname={Keyword(address)}",
            .. isScratch ? ["--no-subscriptions"] : Array.Empty<string>(), .. tables is null ? Array.Empty<string>() : ["--schema-only"], folder,
        ];
        await ClientProgram.RunAsync(programs.PathOf("pg_restore"), arguments, address, cancellationToken).ConfigureAwait(false);
        if (tables is not null)
        {
            await RowArchive.AcceptAnyRowsAsync(session, cancellationToken).ConfigureAwait(false);
            await new RowArchive(ScriptsOf(programs, folder, address)).CopyAsync(session, tables, progress, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>How the rows of a table are read from an unpacked dump.</summary>
    public static Func<TableContents, RowScript?> ScriptsOf(ClientPrograms programs, string folder, NpgsqlConnectionStringBuilder address) => table => RowScript.OfProgram(
        ClientProgram.Start(programs.PathOf("pg_restore"), ["--format=directory", "--data-only", $"--schema={table.Schema}", $"--table={table.Name}", "--file=-", folder], address));

    // A bare name with an equals sign in it would be taken for keywords.
    private static string Keyword(NpgsqlConnectionStringBuilder address) =>
        $"dbname='{address.Database!.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    private static async Task WatchAsync(string folder, Task dumping, IProgress<BackupProgress> progress)
    {
        while (await Task.WhenAny(dumping, Task.Delay(Glance)).ConfigureAwait(false) != dumping)
        {
            var written = new DirectoryInfo(folder) is { Exists: true } dump ? dump.EnumerateFiles().Sum(part => part.Length) : 0;
            progress.Report(new BackupProgress("dumping", written));
        }
    }
}
