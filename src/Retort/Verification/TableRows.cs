using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Schema;

namespace Retort.Verification;

/// <summary>The rows of all tables at one moment, to be compared with those of another.</summary>
internal sealed class TableRows
{
    private readonly Dictionary<ObjectName, (ImmutableArray<string> Columns, IReadOnlyList<string?[]> Rows)> _tables = [];

    private TableRows()
    {
    }

    public static async Task<TableRows> ReadAsync(IDatabaseSession session, DatabaseSchema schema, CancellationToken cancellationToken)
    {
        var read = new TableRows();
        await read.ReadAsync(session, SampleRows.TablesOf(schema), cancellationToken).ConfigureAwait(false);
        return read;
    }

    /// <summary>Whether a table had rows.</summary>
    public bool IsFilled(ObjectName table) => _tables.TryGetValue(table, out var read) && read.Rows.Count > 0;

    /// <summary>Reads some of the tables, or reads them again.</summary>
    public async Task ReadAsync(IDatabaseSession session, IEnumerable<Table> tables, CancellationToken cancellationToken)
    {
        var all = tables.Select(table => (table.Name, Columns: table.Columns.Where(column => column.Generated is null).Select(column => column.Name).Order(StringComparer.Ordinal).ToImmutableArray()))
            .Where(table => !table.Columns.IsEmpty).ToList();
        var rows = await session.ReadRowsAsync([.. all.Select(table => (table.Name, (IReadOnlyList<string>)table.Columns))], cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < all.Count; i++)
        {
            _tables[all[i].Name] = (all[i].Columns, rows[i]);
        }
    }

    /// <summary>What later rows no longer have, in words.</summary>
    public IEnumerable<string> LostIn(TableRows later)
    {
        foreach (var (name, (columns, rows)) in _tables.OrderBy(table => table.Key.ToString(), StringComparer.Ordinal))
        {
            // A table or column that is missing is a difference of the schema.
            if (!later._tables.TryGetValue(name, out var other))
            {
                continue;
            }

            if (other.Rows.Count < rows.Count)
            {
                yield return $"{rows.Count - other.Rows.Count} of {rows.Count} rows of table \"{name}\"";
                continue;
            }

            foreach (var column in columns.Intersect(other.Columns, StringComparer.Ordinal))
            {
                if (!ValuesOf(columns, rows, column).SequenceEqual(ValuesOf(other.Columns, other.Rows, column), StringComparer.Ordinal))
                {
                    yield return $"values of column \"{column}\" of table \"{name}\"";
                }
            }
        }
    }

    private static IEnumerable<string?> ValuesOf(ImmutableArray<string> columns, IReadOnlyList<string?[]> rows, string column)
    {
        var index = columns.IndexOf(column);
        return rows.Select(row => row[index]).Order(StringComparer.Ordinal);
    }
}
