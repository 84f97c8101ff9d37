using Microsoft.Data.Sqlite;
using Retort.Dialects;
using Retort.Planning;
using SQLitePCL;

namespace Retort.Sqlite;

/// <summary>
/// Transactions. Foreign keys are off in one that drops a table, be it to rebuild it: the drop would delete the rows first, and
/// those that refer to them by ON DELETE CASCADE too. Whether they hold is checked before the commit instead.
/// </summary>
internal sealed partial class SqliteSession
{
    private bool _restoresForeignKeys;
    private Dictionary<string, int>? _violations;

    public Task BeginAsync(IReadOnlyList<Statement> statements, CancellationToken cancellationToken) => BeginAsync(withoutForeignKeys: statements.Any(DropsTable), cancellationToken);

    /// <summary>Opens a transaction.</summary>
    /// <param name="withoutForeignKeys">Whether foreign keys do nothing in it, and are checked before the commit instead.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task BeginAsync(bool withoutForeignKeys, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        if (withoutForeignKeys)
        {
            // The pragma is ignored inside a transaction, so it must come before.
            _restoresForeignKeys = Run(new SqlStatement("PRAGMA foreign_keys"), ReadAll, cancellationToken)[0][0] is 1L;
            Execute("PRAGMA foreign_keys = OFF", cancellationToken);
        }

        Execute("BEGIN IMMEDIATE", cancellationToken);
        _inTransaction = true;
        _violations = withoutForeignKeys ? Violations(cancellationToken) : null;
    }

    /// <summary>Opens a transaction that only reads and sees one moment, unless the file is not there.</summary>
    public async Task BeginReadingAsync(CancellationToken cancellationToken)
    {
        await OpenIfThereAsync(cancellationToken).ConfigureAwait(false);
        if (IsOpen)
        {
            Execute("BEGIN", cancellationToken);
            _inTransaction = true;
        }
    }

    public Task CommitAsync(CancellationToken cancellationToken)
    {
        if (_violations is { } before)
        {
            var added = Violations(cancellationToken).Where(violation => violation.Value > before.GetValueOrDefault(violation.Key)).Select(violation => violation.Key).ToList();
            if (added.Count > 0)
            {
                throw new StatementException(
                    null,
                    StatementFailure.Refused,
                    "A foreign key no longer holds.",
                    raw.SQLITE_CONSTRAINT_FOREIGNKEY.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    string.Join('\n', added.Take(10)) + (added.Count > 10 ? $"\nand {added.Count - 10} more" : ""),
                    "Correct the rows first. ON DELETE and ON UPDATE do nothing in a revision that rebuilds or drops a table: change rows that rely on them in a revision of their own.",
                    null,
                    new InvalidOperationException("foreign_key_check"));
            }
        }

        Execute("COMMIT", cancellationToken);
        End();
        return Task.CompletedTask;
    }

    public Task RollbackAsync(CancellationToken cancellationToken)
    {
        if (_inTransaction && IsOpen && raw.sqlite3_get_autocommit(_connection.Handle) == 0)
        {
            Execute("ROLLBACK", cancellationToken);

            // A rebuild that ended in the middle has left it on.
            Execute("PRAGMA legacy_alter_table = OFF", cancellationToken);
        }

        End();
        return Task.CompletedTask;
    }

    private static bool DropsTable(Statement statement) => statement switch
    {
        CatalogStatement => true,
        SqlStatement { Sql: var sql } => DropsTable(sql),
        _ => false,
    };

    /// <summary>Whether a statement is a <c>DROP TABLE</c>.</summary>
    public static bool DropsTable(string sql) => StoredName.Tokens(sql) is [var first, var second, ..] && first.Is(sql, "DROP") && second.Is(sql, "TABLE");

    private void End()
    {
        _inTransaction = false;
        _violations = null;
        if (_restoresForeignKeys && IsOpen)
        {
            _restoresForeignKeys = false;
            Execute("PRAGMA foreign_keys = ON", CancellationToken.None);
        }
    }

    /// <summary>What foreign keys complain about, and how often.</summary>
    private Dictionary<string, int> Violations(CancellationToken cancellationToken)
    {
        var found = new List<string>();
        foreach (var row in Run(new SqlStatement("SELECT DISTINCT m.name FROM sqlite_master m, pragma_foreign_key_list(m.name) WHERE m.type = 'table'"), ReadAll, cancellationToken))
        {
            try
            {
                found.AddRange(Run(new SqlStatement($"PRAGMA foreign_key_check({SqliteIdentifier.Quote((string)row[0]!)})"), ReadAll, cancellationToken)
                    .Select(violation => $"Row {violation[1] ?? "without rowid"} of \"{violation[0]}\" refers to a row of \"{violation[2]}\" that is not there."));
            }
            catch (StatementException e) when (e.InnerException is SqliteException { SqliteErrorCode: raw.SQLITE_ERROR })
            {
                // A key that refers to columns that are no key cannot be checked at all.
                found.Add(e.Message);
            }
        }

        return found.CountBy(violation => violation, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
    }
}
