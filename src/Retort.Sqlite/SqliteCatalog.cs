using System.Data.Common;

namespace Retort.Sqlite;

/// <summary>Reads <c>sqlite_schema</c>, which keeps the text of everything that was created.</summary>
internal static class SqliteCatalog
{
    /// <summary>The text of an object; <see langword="null"/> when there is none of that name, or it has no text (an index of a constraint).</summary>
    public static async Task<string?> TextOfAsync(DbConnection connection, string type, string name, CancellationToken cancellationToken) =>
        (await QueryAsync(connection, "SELECT sql FROM sqlite_master WHERE type = $a AND name = $b COLLATE NOCASE", type, name, cancellationToken).ConfigureAwait(false)).FirstOrDefault()?[0];

    /// <summary>The indexes and triggers of a table that have a text, in the order they were created.</summary>
    public static async Task<IReadOnlyList<(string Type, string Name, string Sql)>> DependentsOfAsync(DbConnection connection, string table, CancellationToken cancellationToken) =>
    [
        .. (await QueryAsync(
            connection,
            "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = $a COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL AND $b = '' ORDER BY rowid",
            table,
            "",
            cancellationToken).ConfigureAwait(false)).Select(row => (row[0]!, row[1]!, row[2]!)),
    ];

    /// <summary>Whether a table has a column that is its rowid under another name.</summary>
    public static async Task<bool> HasRowIdColumnAsync(DbConnection connection, string table, CancellationToken cancellationToken) =>
        (await QueryAsync(
            connection,
            "SELECT 1 FROM pragma_table_xinfo($a) WHERE (pk > 0 AND upper(type) = 'INTEGER') OR lower(name) = 'rowid' OR $b <> ''",
            table,
            "",
            cancellationToken).ConfigureAwait(false)).Count > 0;

    /// <summary>Whether SQLite remembers the highest number an AUTOINCREMENT table ever gave.</summary>
    public static async Task<bool> HasSequencesAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await TextOfAsync(connection, "table", "sqlite_sequence", cancellationToken).ConfigureAwait(false) is not null;

    private static async Task<List<string?[]>> QueryAsync(DbConnection connection, string sql, string a, string b, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using var closing = command.ConfigureAwait(false);
        command.CommandText = sql;
        foreach (var (name, value) in new[] { ("$a", a), ("$b", b) })
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        var rows = new List<string?[]>();
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var closingReader = reader.ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var row = new string?[reader.FieldCount];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = reader.IsDBNull(i) ? null : Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture);
            }

            rows.Add(row);
        }

        return rows;
    }
}
