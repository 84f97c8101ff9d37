using Microsoft.Data.Sqlite;
using Retort.Backups;
using Retort.Dialects;
using Retort.Execution;
using Retort.Planning;
using SQLitePCL;

namespace Retort.Sqlite.Backups;

/// <summary>
/// Puts the rows of tables back in one transaction. Foreign keys do nothing in it and are checked before its end; triggers, which cannot be turned off, are dropped and made
/// again.
/// </summary>
internal sealed class RowsReplacement(SqliteSession session, RowsRequest request, IProgress<BackupProgress> progress)
{
    public async Task<ReplacedRows> RunAsync(CancellationToken cancellationToken)
    {
        // A file that is not there would be made.
        await RequireSameTablesAsync(cancellationToken).ConfigureAwait(false);
        var copy = new RowCopy(session, request.Backup, request.Tables, progress);
        try
        {
            await copy.AttachAsync(cancellationToken).ConfigureAwait(false);
            await Contention.OutlastAsync(() => BeginAsync(cancellationToken), request.Waiting, null, cancellationToken).ConfigureAwait(false);
            await RequireSameTablesAsync(cancellationToken).ConfigureAwait(false);
            await request.Beforehand(cancellationToken).ConfigureAwait(false);
            var triggers = await TakeTriggersAsync(cancellationToken).ConfigureAwait(false);
            await DoAsync(request.Tables.Select(table => $"DELETE FROM main.{SqliteIdentifier.Quote(table.Name)}"), cancellationToken).ConfigureAwait(false);
            await copy.FillAsync(cancellationToken).ConfigureAwait(false);
            await DoAsync(triggers.Select(trigger => trigger.Sql), cancellationToken).ConfigureAwait(false);
            Compare(cancellationToken);
            progress.Report(new BackupProgress("checking what refers to the rows"));
            await session.CommitAsync(cancellationToken).ConfigureAwait(false);
            return new ReplacedRows([.. triggers.Select(trigger => trigger.Name)], []);
        }
        catch (StatementException e)
        {
            await Contention.RollbackAsync(session, request.Waiting).ConfigureAwait(false);
            throw BackupException.OfRows(request.TableList, e, isOrphan: e.SqlState == raw.SQLITE_CONSTRAINT_FOREIGNKEY.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        catch
        {
            await Contention.RollbackAsync(session, request.Waiting).ConfigureAwait(false);
            throw;
        }
    }

    private async Task RequireSameTablesAsync(CancellationToken cancellationToken) =>
        request.RequireSameTables(await SqliteContents.ListTablesAsync(session, cancellationToken).ConfigureAwait(false));

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        try
        {
            await session.BeginAsync(withoutForeignKeys: true, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await Contention.RollbackAsync(session, request.Waiting).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<IReadOnlyList<(string Name, string Sql)>> TakeTriggersAsync(CancellationToken cancellationToken)
    {
        var names = string.Join(", ", request.Tables.Select(table => SqliteLiteral.Text(table.Name)));
        var rows = await session.QueryAsync(
            $"SELECT name, sql FROM main.sqlite_master WHERE type = 'trigger' AND tbl_name COLLATE NOCASE IN ({names}) ORDER BY rowid", cancellationToken).ConfigureAwait(false);
        await DoAsync(rows.Select(row => $"DROP TRIGGER main.{SqliteIdentifier.Quote((string)row[0]!)}"), cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(row => ((string)row[0]!, (string)row[1]!))];
    }

    private void Compare(CancellationToken cancellationToken)
    {
        progress.Report(new BackupProgress("comparing what was restored with what was backed up"));
        var found = request.Tables.Select(table => SqliteContents.ReadTable((SqliteConnection)session.Connection, table, cancellationToken));
        if (TableContents.Differences(found, request.Tables).ToList() is { Count: > 0 } differences)
        {
            throw BackupException.OfDifference(request.Backup, differences);
        }
    }

    private async Task DoAsync(IEnumerable<string> statements, CancellationToken cancellationToken) =>
        await session.ExecuteAsync([.. statements.Select(sql => new SqlStatement(sql))], cancellationToken).ConfigureAwait(false);
}
