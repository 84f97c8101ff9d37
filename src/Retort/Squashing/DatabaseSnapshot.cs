using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Planning;
using Retort.Schema;

namespace Retort.Squashing;

/// <summary>All that a scratch database holds: its schema, the rows of its tables as literals, and how far its counters have come.</summary>
internal sealed record DatabaseSnapshot(DatabaseSchema Schema, ImmutableDictionary<ObjectName, TableSnapshot> Tables, ImmutableArray<string> Counters)
{
    /// <summary>The tables with rows, each after those it points to.</summary>
    public IEnumerable<Table> Filled => Verification.SampleRows.InOrder(Schema, Schema.Tables.Where(table => Tables.TryGetValue(table.Name, out var rows) && rows.Rows.Count > 0));

    public static async Task<DatabaseSnapshot> ReadAsync(IDatabaseSession session, IDialect dialect, SchemaScope scope, CancellationToken cancellationToken)
    {
        var schema = await session.ReadSchemaAsync(scope, cancellationToken).ConfigureAwait(false);
        var tables = ImmutableDictionary.CreateBuilder<ObjectName, TableSnapshot>();
        foreach (var table in schema.Tables.Where(table => table.PartitionOf is null))
        {
            ImmutableArray<string> columns = [.. table.Columns.Where(column => column.Generated is null).Select(column => column.Name)];
            if (!columns.IsEmpty)
            {
                var rows = await session.QueryAsync(dialect.SelectLiterals(table, columns), cancellationToken).ConfigureAwait(false);
                tables.Add(table.Name, new TableSnapshot(columns, [.. rows.Select(row => Array.ConvertAll(row, value => (string)value!))]));
            }
        }

        var hidden = scope.Hidden.Select(name => name.Name).ToHashSet(StringComparer.Ordinal);
        var counters = dialect.SelectCounters is { } query ? await session.QueryAsync(query, cancellationToken).ConfigureAwait(false) : [];
        return new DatabaseSnapshot(schema, tables.ToImmutable(), [.. counters.Where(row => row[1] is not string owner || !hidden.Contains(owner)).Select(row => (string)row[0]!)]);
    }
}

/// <summary>The rows of a table.</summary>
/// <param name="Columns">The columns that are not computed.</param>
/// <param name="Rows">Their values as literals.</param>
internal sealed record TableSnapshot(ImmutableArray<string> Columns, IReadOnlyList<string[]> Rows)
{
    public static TableSnapshot Empty { get; } = new([], []);

    /// <summary>The rows as texts, sorted, of some columns.</summary>
    public IEnumerable<string> Of(IEnumerable<string> columns)
    {
        int[] indexes = [.. columns.Select(column => Columns.IndexOf(column))];
        return Rows.Select(row => string.Join('\0', indexes.Select(index => row[index]))).Order(StringComparer.Ordinal);
    }
}
