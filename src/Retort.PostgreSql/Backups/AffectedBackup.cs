using System.Globalization;
using System.IO.Compression;
using System.Text;
using Npgsql;
using Retort.Backups;
using Retort.Dialects;
using Retort.Reporting;
using Retort.Schema;

namespace Retort.PostgreSql.Backups;

/// <summary>
/// Backups of the rows of some tables, with the definition of the whole schema, through COPY: no program is needed. The files in the archive are scripts that
/// psql takes too.
/// </summary>
internal static class AffectedBackup
{
    private const string SchemaFile = "schema.sql";

    public static async Task<BackupContents> WriteAsync(
        PostgreSqlDatabase database, BackupRequest request, BackupWorkspace workspace, string file, IProgress<BackupProgress> progress, CancellationToken cancellationToken)
    {
        var session = await database.OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        await PostgreSqlContents.OpenSnapshotAsync(session, cancellationToken).ConfigureAwait(false);
        var (contents, schema) = await PostgreSqlContents.ReadAsync(session, request, spares: false, cancellationToken).ConfigureAwait(false);
        RequireTables(request, contents, schema);
        var folder = workspace["copy"];
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, SchemaFile), SchemaScript.Write(schema, PostgreSqlDialect.Instance, session.ServerVersion), cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < contents.Tables.Length; i++)
        {
            progress.Report(new BackupProgress($"copying {contents.Tables[i]}"));
            await WriteTableAsync(session, contents.Tables[i], Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{i + 1:00000}.sql.gz")), cancellationToken).ConfigureAwait(false);
        }

        await DumpArchive.PackAsync(folder, file, cancellationToken).ConfigureAwait(false);
        return contents;
    }

    /// <summary>
    /// Makes the schema and fills the tables of a backup. Foreign keys would point to rows that are not in it, and triggers would change what was saved, so that
    /// afterwards the first are gone and the second are off.
    /// </summary>
    public static async Task ReadAsync(
        PostgreSqlDatabase database, Backup backup, IReadOnlyList<TableContents> tables, BackupWorkspace workspace, IProgress<BackupProgress> progress, CancellationToken cancellationToken)
    {
        var folder = workspace["copy"];
        await DumpArchive.UnpackAsync(backup.Path, folder, cancellationToken).ConfigureAwait(false);
        var session = await database.OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        progress.Report(new BackupProgress("making the schema"));
        await MakeSchemaAsync(session, backup, await File.ReadAllTextAsync(Path.Combine(folder, SchemaFile), cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        await RowArchive.AcceptAnyRowsAsync(session, cancellationToken).ConfigureAwait(false);
        await new RowArchive(FilesOf(folder)).CopyAsync(session, tables, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How the rows of a table are read from an unpacked archive.</summary>
    public static Func<TableContents, RowScript?> FilesOf(string folder)
    {
        var files = Directory.GetFiles(folder, "*.sql.gz").ToDictionary(HeadOf);
        return table => files.FirstOrDefault(file => file.Key.StartsWith(CopyInto(table), StringComparison.Ordinal)).Value is { } file ? RowScript.OfStream(Unpacked(file)) : null;
    }

    private static string HeadOf(string file)
    {
        using var reader = new StreamReader(Unpacked(file), Encoding.UTF8);
        return reader.ReadLine() ?? "";
    }

    private static GZipStream Unpacked(string file) => new(File.OpenRead(file), CompressionMode.Decompress);

    private static void RequireTables(BackupRequest request, BackupContents contents, DatabaseSchema schema)
    {
        foreach (var wanted in request.Tables)
        {
            // A partitioned table has no rows of its own.
            if (!contents.Tables.Any(table => table.IsNamed(wanted)) && !schema.Tables.Any(table => table.Name.Name == wanted.Name && table.PartitionBy is not null))
            {
                throw new BackupException("RT0939", $"There is no table \"{wanted}\" to back up.", hint: "Write it as it is in the catalogue, with its schema before a dot.");
            }
        }
    }

    private static async Task WriteTableAsync(PostgreSqlSession session, TableContents table, string file, CancellationToken cancellationToken)
    {
        var name = PostgreSqlContents.Quote(table);
        var rows = await session.QueryAsync(
            $"SELECT quote_ident(attname) FROM pg_catalog.pg_attribute WHERE attrelid = {PostgreSqlLiteral.Text(name)}::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
            cancellationToken).ConfigureAwait(false);
        var columns = string.Join(", ", rows.Select(row => row[0]));
        var writer = new StreamWriter(new GZipStream(File.Create(file), CompressionLevel.Fastest), new UTF8Encoding(false)) { NewLine = "\n" };
        await using var closing = writer.ConfigureAwait(false);
        await writer.WriteLineAsync($"{CopyInto(table)}{(columns.Length == 0 ? "" : $"({columns}) ")}FROM stdin;").ConfigureAwait(false);
        using var reader = await ((NpgsqlConnection)session.Connection).BeginTextExportAsync($"COPY (SELECT {columns} FROM ONLY {name}) TO STDOUT", cancellationToken).ConfigureAwait(false);
        var buffer = new char[1 << 16];
        for (int read; (read = await reader.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            await writer.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
        }

        await writer.WriteLineAsync(RowScript.EndOfRows).ConfigureAwait(false);
    }

    private static async Task MakeSchemaAsync(PostgreSqlSession session, Backup backup, string script, CancellationToken cancellationToken)
    {
        var scope = PostgreSqlContents.ScopeOf(backup.Metadata.Schemas);
        if (!scope.Schemas.IsEmpty)
        {
            await session.QueryAsync($"SELECT set_config('search_path', {PostgreSqlLiteral.Text(PostgreSqlIdentifier.Quote(scope.Schemas[0]))}, false)", cancellationToken).ConfigureAwait(false);
        }

        foreach (var statement in SqlScript.Split(script, SqlSyntax.PostgreSql))
        {
            await session.ExecuteAsync([new(statement.Text)], cancellationToken).ConfigureAwait(false);
        }

        var made = SchemaFingerprint.Of(await session.ReadSchemaAsync(scope, cancellationToken).ConfigureAwait(false)).Hex;
        if (made != backup.Metadata.Fingerprint)
        {
            throw BackupException.OfDifference(backup, [$"the fingerprint of the schema is {made}, not {backup.Metadata.Fingerprint}"]);
        }
    }

    // The first line of each file names its table.
    private static string CopyInto(TableContents table) => $"COPY {PostgreSqlContents.Quote(table)} ";
}
