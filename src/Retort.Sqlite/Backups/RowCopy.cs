using Retort.Backups;
using Retort.Planning;

namespace Retort.Sqlite.Backups;

/// <summary>Copies tables out of a backup, which is a database that the session attaches.</summary>
internal sealed class RowCopy(SqliteSession session, Backup backup, IReadOnlyList<TableContents> tables, IProgress<BackupProgress> progress)
{
    private const string Schema = "retort_backup";

    // Whichever of these is not the name of a column means the number that a row is stored under.
    private static readonly string[] RowNumbers = ["rowid", "_rowid_", "oid"];

    /// <summary>Attaches the backup, which cannot be done in a transaction.</summary>
    public Task AttachAsync(CancellationToken cancellationToken) => session.ExecuteAsync([new SqlStatement($"ATTACH {SqliteLiteral.Text(backup.Path)} AS {Schema}")], cancellationToken);

    /// <summary>Makes the tables with their rows and indexes in an empty database. Triggers and views need what does not come along.</summary>
    public async Task MakeAsync(CancellationToken cancellationToken)
    {
        await AttachAsync(cancellationToken).ConfigureAwait(false);

        // The rows refer to others that stay away.
        await session.QueryAsync("PRAGMA foreign_keys = OFF", cancellationToken).ConfigureAwait(false);
        var names = string.Join(", ", tables.Select(table => SqliteLiteral.Text(table.Name)));
        var made = await session.QueryAsync(
            $"SELECT sql FROM {Schema}.sqlite_master WHERE type IN ('table', 'index') AND tbl_name IN ({names}) AND sql IS NOT NULL ORDER BY type = 'index', rowid", cancellationToken).ConfigureAwait(false);
        await session.BeginAsync([], cancellationToken).ConfigureAwait(false);
        await session.ExecuteAsync([.. made.Select(row => new SqlStatement((string)row[0]!))], cancellationToken).ConfigureAwait(false);
        await FillAsync(cancellationToken).ConfigureAwait(false);
        await session.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives the rows to tables, which are empty. They are stored under the numbers that they had.</summary>
    public async Task FillAsync(CancellationToken cancellationToken)
    {
        foreach (var table in tables)
        {
            progress.Report(new BackupProgress($"restoring {table}"));
            var name = SqliteIdentifier.Quote(table.Name);
            var columns = await session.QueryAsync($"SELECT name, hidden FROM pragma_table_xinfo({SqliteLiteral.Text(table.Name)}) ORDER BY cid", cancellationToken).ConfigureAwait(false);
            var names = columns.Select(row => (string)row[0]!).ToList();
            var stored = columns.Where(row => row[1] is 0L).Select(row => SqliteIdentifier.Quote((string)row[0]!)).ToList();
            var number = await HasRowNumbersAsync(table, cancellationToken).ConfigureAwait(false) ? Array.Find(RowNumbers, number => !names.Contains(number, StringComparer.OrdinalIgnoreCase)) : null;
            var all = string.Join(", ", number is null ? stored : stored.Prepend(number));
            await session.ExecuteAsync(
                [new SqlStatement($"INSERT INTO main.{name} ({all}) SELECT {all} FROM {Schema}.{name} NOT INDEXED{(number is null ? "" : $" ORDER BY {number}")}")], cancellationToken).ConfigureAwait(false);
        }
    }

    // The key of a table without them is the table itself, and is nowhere else.
    private async Task<bool> HasRowNumbersAsync(TableContents table, CancellationToken cancellationToken) =>
        (await session.QueryAsync(
            $"SELECT 1 FROM pragma_index_list({SqliteLiteral.Text(table.Name)}) i WHERE origin = 'pk' AND NOT EXISTS (SELECT 1 FROM main.sqlite_master m WHERE m.name = i.name)",
            cancellationToken).ConfigureAwait(false)).Count == 0;
}
