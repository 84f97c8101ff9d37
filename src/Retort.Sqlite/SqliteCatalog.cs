using System.Data.Common;
using System.Globalization;

namespace Retort.Sqlite;

/// <summary>Reads <c>sqlite_schema</c>, which keeps the text of everything that was created.</summary>
internal static class SqliteCatalog
{
    /// <summary>An object with the text that created it, under the name it has there whatever the case it was asked for in; <see langword="null"/> when there is none.</summary>
    public static async Task<StoredObject?> FindAsync(DbConnection connection, string type, string name, CancellationToken cancellationToken) =>
        (await ObjectsAsync(connection, $"type = '{type}' AND name = $name COLLATE NOCASE", name, cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    /// <summary>Everything that was created with a text of its own, in the order of its creation.</summary>
    public static Task<List<StoredObject>> AllAsync(DbConnection connection, CancellationToken cancellationToken) =>
        ObjectsAsync(connection, "TRUE", null, cancellationToken);

    /// <summary>The columns of a table, in order.</summary>
    public static async Task<List<CatalogColumn>> ColumnsAsync(DbConnection connection, string table, CancellationToken cancellationToken) =>
    [
        .. (await QueryAsync(connection, "SELECT name, type, pk, hidden FROM pragma_table_xinfo($name, 'main') ORDER BY cid", table, cancellationToken).ConfigureAwait(false))
            .Select(row => new CatalogColumn(row[0], row[1], IsInKey: row[2] != "0", IsGenerated: row[3] != "0")),
    ];

    /// <summary>Whether ANALYZE has left statistics of a table.</summary>
    public static async Task<bool> HasStatisticsAsync(DbConnection connection, string table, CancellationToken cancellationToken) =>
        await FindAsync(connection, "table", "sqlite_stat1", cancellationToken).ConfigureAwait(false) is not null
        && (await QueryAsync(connection, "SELECT 1 FROM sqlite_stat1 WHERE tbl = $name", table, cancellationToken).ConfigureAwait(false)).Count > 0;

    /// <summary>Whether a view can be read: a view whose tables or columns are gone stays where it is.</summary>
    public static async Task<bool> CanReadAsync(DbConnection connection, string view, CancellationToken cancellationToken)
    {
        try
        {
            await QueryAsync(connection, SelectNothing(view), null, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (DbException)
        {
            return false;
        }
    }

    /// <summary>A query that fails when a view cannot be read.</summary>
    public static string SelectNothing(string view) => $"SELECT * FROM {SqliteIdentifier.Quote(view)} LIMIT 0";

    private static async Task<List<StoredObject>> ObjectsAsync(DbConnection connection, string condition, string? name, CancellationToken cancellationToken) =>
    [
        .. (await QueryAsync(connection, $"SELECT type, name, tbl_name, sql FROM main.sqlite_master WHERE {condition} AND sql IS NOT NULL ORDER BY rowid", name, cancellationToken).ConfigureAwait(false))
            .Select(row => new StoredObject(row[0], row[1], row[2], row[3])),
    ];

    private static async Task<List<string[]>> QueryAsync(DbConnection connection, string sql, string? name, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using var closing = command.ConfigureAwait(false);
        command.CommandText = sql;
        if (name is not null)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "$name";
            parameter.Value = name;
            command.Parameters.Add(parameter);
        }

        var rows = new List<string[]>();
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var closingReader = reader.ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture)!)]);
        }

        return rows;
    }
}

/// <summary>A row of <c>sqlite_schema</c>.</summary>
/// <param name="Type"><c>table</c>, <c>index</c>, <c>view</c> or <c>trigger</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Table">The table or view it belongs to.</param>
/// <param name="Sql">The statement that created it.</param>
internal sealed record StoredObject(string Type, string Name, string Table, string Sql)
{
    public bool IsOn(string table) => string.Equals(Table, table, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A column as SQLite itself understands it.</summary>
internal sealed record CatalogColumn(string Name, string Type, bool IsInKey, bool IsGenerated);
