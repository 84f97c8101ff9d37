using Npgsql;
using Retort.Backups;
using Retort.Planning;

namespace Retort.PostgreSql.Backups;

/// <summary>The rows in an unpacked backup, table by table.</summary>
/// <param name="scriptOf">Opens the script with the rows of a table; gives <see langword="null"/> when there is none.</param>
internal sealed class RowArchive(Func<TableContents, RowScript?> scriptOf)
{
    /// <summary>Lets tables take rows whatever they refer to, as they are: foreign keys go, and triggers are off.</summary>
    public static async Task AcceptAnyRowsAsync(PostgreSqlSession session, CancellationToken cancellationToken)
    {
        var drops = await session.QueryAsync(
            """
            SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) FROM pg_catalog.pg_constraint WHERE contype = 'f' AND conparentid = 0
            UNION ALL SELECT DISTINCT format('ALTER TABLE %s DISABLE TRIGGER USER', tgrelid::regclass) FROM pg_catalog.pg_trigger JOIN pg_catalog.pg_class c ON c.oid = tgrelid WHERE NOT tgisinternal AND relkind IN ('r', 'p')
            """,
            cancellationToken).ConfigureAwait(false);
        await session.ExecuteAsync([.. drops.Select(row => new SqlStatement((string)row[0]!))], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives the rows to tables, which are empty.</summary>
    /// <exception cref="Dialects.StatementException">The server does not take them.</exception>
    public async Task CopyAsync(PostgreSqlSession session, IReadOnlyList<TableContents> tables, IProgress<BackupProgress> progress, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)session.Connection;
        foreach (var table in tables)
        {
            progress.Report(new BackupProgress($"restoring {table}"));
            using var script = scriptOf(table);
            try
            {
                if (script is null || !await script.CopyAsync(connection, cancellationToken).ConfigureAwait(false))
                {
                    throw new BackupException("RT0941", $"The rows of {table} are not in the archive.", hint: "Nothing was changed. Take another backup: `retort backup list`.");
                }
            }
            catch (Exception e) when (PostgreSqlErrors.IsOfServer(e, connection))
            {
                throw PostgreSqlErrors.OfStatement(e, null);
            }
        }
    }
}
