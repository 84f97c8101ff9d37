using Npgsql;
using Retort.Backups;
using Retort.Dialects;
using Retort.Execution;
using Retort.Planning;

namespace Retort.PostgreSql.Backups;

/// <summary>
/// Puts the rows of tables back in one transaction. Foreign keys that refer to them would delete or change rows of other tables when the rows go, so that they are
/// dropped first; made again, the server checks every row.
/// </summary>
internal sealed class RowsReplacement(PostgreSqlSession session, RowsRequest request, RowArchive archive, IProgress<BackupProgress> progress)
{
    private readonly string[] _names = [.. request.Tables.Select(PostgreSqlContents.Quote)];

    public async Task<ReplacedRows> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Contention.OutlastAsync(() => LockAsync(cancellationToken), request.Waiting, null, cancellationToken).ConfigureAwait(false);
            var surroundings = await LockSurroundingsAsync(cancellationToken).ConfigureAwait(false);
            await request.Beforehand(cancellationToken).ConfigureAwait(false);
            await ReplaceAsync(surroundings, cancellationToken).ConfigureAwait(false);
            await session.CommitAsync(cancellationToken).ConfigureAwait(false);
            return new ReplacedRows(
                [.. surroundings.Triggers.Select(trigger => trigger.Title).Distinct(StringComparer.Ordinal)],
                [.. surroundings.Keys.Where(key => !key.IsValidated).Select(key => $"{key.Name} of {key.Table}")]);
        }
        catch (StatementException e) when (e.Failure != StatementFailure.ConnectionLost)
        {
            await Contention.RollbackAsync(session, request.Waiting).ConfigureAwait(false);
            throw BackupException.OfRows(request.TableList, e, isOrphan: e.SqlState == PostgresErrorCodes.ForeignKeyViolation);
        }
        catch
        {
            await Contention.RollbackAsync(session, request.Waiting).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Lets others read, but not write: a backup of the tables is still to be made, of what is about to go.</summary>
    private async Task LockAsync(CancellationToken cancellationToken)
    {
        try
        {
            progress.Report(new BackupProgress("waiting for the tables"));
            await session.BeginAsync([], cancellationToken).ConfigureAwait(false);
            await PostgreSqlContents.SetFormatsAsync(session, cancellationToken).ConfigureAwait(false);
            await PostgreSqlContents.SetPathAsync(session, request.Backup.Metadata.Schemas, cancellationToken).ConfigureAwait(false);
            request.RequireSameTables(await PostgreSqlContents.ListTablesAsync(session, cancellationToken).ConfigureAwait(false));
            await RequireOwnerAsync(cancellationToken).ConfigureAwait(false);
            await DoAsync([LockOf(_names.Select(name => $"ONLY {name}"))], cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await Contention.RollbackAsync(session, request.Waiting).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<TableSurroundings> LockSurroundingsAsync(CancellationToken cancellationToken)
    {
        var surroundings = await TableSurroundings.ReadAsync(session, request.Tables, cancellationToken).ConfigureAwait(false);
        if (surroundings.Keys.Where(key => !key.IsOwned).Select(key => $"{key.Table} (it refers to them by {key.Name})").ToList() is { Count: > 0 } foreign)
        {
            throw BackupException.OfRights(await RoleAsync(cancellationToken).ConfigureAwait(false), foreign);
        }

        await DoAsync([.. surroundings.Keys.Select(key => key.Table).Distinct(StringComparer.Ordinal).Select(table => LockOf([table]))], cancellationToken).ConfigureAwait(false);
        return surroundings;
    }

    private async Task ReplaceAsync(TableSurroundings surroundings, CancellationToken cancellationToken)
    {
        // What is put off to the end could be refused only there, and keeps a table from being altered until then.
        await DoAsync(
            [
                "SET CONSTRAINTS ALL IMMEDIATE", .. surroundings.Triggers.Select(trigger => trigger.Off), .. surroundings.Keys.Select(key => key.Drop),
                $"TRUNCATE {string.Join(", ", _names.Select(name => $"ONLY {name}"))}",
            ],
            cancellationToken).ConfigureAwait(false);
        await archive.CopyAsync(session, request.Tables, progress, cancellationToken).ConfigureAwait(false);
        progress.Report(new BackupProgress("checking what refers to the rows"));
        await DoAsync([.. surroundings.Keys.SelectMany(key => key.Add), .. surroundings.Triggers.Select(trigger => trigger.On)], cancellationToken).ConfigureAwait(false);

        progress.Report(new BackupProgress("comparing what was restored with what was backed up"));
        var found = new List<TableContents>();
        foreach (var table in request.Tables)
        {
            found.Add(await PostgreSqlContents.ReadTableAsync(session, table, cancellationToken).ConfigureAwait(false));
        }

        if (TableContents.Differences(found, request.Tables).ToList() is { Count: > 0 } differences)
        {
            throw BackupException.OfDifference(request.Backup, differences);
        }

        // No rollback takes a sequence back: they come last.
        await DoAsync(surroundings.Sequences, cancellationToken).ConfigureAwait(false);
    }

    private async Task RequireOwnerAsync(CancellationToken cancellationToken)
    {
        var foreign = await session.QueryAsync(
            $"SELECT oid::regclass::text FROM pg_catalog.pg_class WHERE oid = ANY ({PostgreSqlLiteral.Of(_names)}::regclass[]) AND NOT pg_has_role(relowner, 'USAGE') ORDER BY 1", cancellationToken).ConfigureAwait(false);
        if (foreign.Count > 0)
        {
            throw BackupException.OfRights(await RoleAsync(cancellationToken).ConfigureAwait(false), foreign.Select(row => (string)row[0]!));
        }
    }

    private async Task<string> RoleAsync(CancellationToken cancellationToken) => (string)(await session.QueryAsync("SELECT current_user::text", cancellationToken).ConfigureAwait(false))[0][0]!;

    private async Task DoAsync(IEnumerable<string> statements, CancellationToken cancellationToken) =>
        await session.ExecuteAsync([.. statements.Select(sql => new SqlStatement(sql))], cancellationToken).ConfigureAwait(false);

    private static string LockOf(IEnumerable<string> tables) => $"LOCK TABLE {string.Join(", ", tables)} IN SHARE ROW EXCLUSIVE MODE";
}
