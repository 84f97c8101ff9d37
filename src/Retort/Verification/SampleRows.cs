using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Operations;
using Retort.Planning;
using Retort.Schema;

namespace Retort.Verification;

/// <summary>
/// Makes a few rows for each table of a schema that satisfy its constraints: keys differ, foreign keys lead to rows that were made before, and what a CHECK
/// compares a column with is tried as its value. Nothing is random.
/// </summary>
internal sealed class SampleRows(IDatabaseSession session, IDialect dialect, DatabaseSchema schema)
{
    private const int RowsPerTable = 3;
    private const int Attempts = 8;

    // Only these can put rows into another table than the one that is filled: a function may be part of a default or a check.
    private readonly bool _spreads = !schema.Unmanaged.IsEmpty || schema.Objects.Any(item => item.Id.Kind is ObjectKind.Trigger or ObjectKind.Rule or ObjectKind.Function);

    /// <summary>Fills every table that has no rows.</summary>
    /// <param name="rows">The rows there are; brought up to date.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The tables for which no rows could be made.</returns>
    public async Task<ImmutableArray<string>> FillAsync(TableRows rows, CancellationToken cancellationToken)
    {
        var empty = InOrder(TablesOf(schema)).Where(table => !rows.IsFilled(table.Name)).ToList();
        var without = await FillAllAsync(empty, cancellationToken).ConfigureAwait(false);
        if (empty.Count > without.Length)
        {
            await rows.ReadAsync(session, _spreads ? TablesOf(schema) : empty, cancellationToken).ConfigureAwait(false);
        }

        return without;
    }

    /// <summary>Fills some of the tables, and those they point to, as far as they have no rows.</summary>
    /// <returns>The tables for which no rows could be made.</returns>
    public Task<ImmutableArray<string>> FillAsync(IEnumerable<ObjectName> tables, CancellationToken cancellationToken) =>
        FillAllAsync(InOrder(tables.Select(RootOf).OfType<Table>()), cancellationToken);

    /// <summary>The tables that rows are put into: a partition has those of its table.</summary>
    public static IEnumerable<Table> TablesOf(DatabaseSchema schema) => schema.Tables.Where(table => table is { PartitionOf: null, Inherits.IsEmpty: true });

    private async Task<ImmutableArray<string>> FillAllAsync(List<Table> tables, CancellationToken cancellationToken)
    {
        var without = ImmutableArray.CreateBuilder<string>();
        foreach (var table in tables)
        {
            if (!await FillAsync(table, cancellationToken).ConfigureAwait(false))
            {
                without.Add(table.Name.ToString());
            }
        }

        return without.ToImmutable();
    }

    /// <summary>The table whose rows a partition holds.</summary>
    private Table? RootOf(ObjectName name) => schema.Find(new(ObjectKind.Table, name)) is Table table ? table.PartitionOf is { } place ? RootOf(place.Parent) : table : null;

    private List<Table> InOrder(IEnumerable<Table> tables) => InOrder(schema, tables);

    /// <summary>Tables and those they point to, each after those, as far as they do not point to each other.</summary>
    public static List<Table> InOrder(DatabaseSchema schema, IEnumerable<Table> tables)
    {
        var (seen, ordered) = (new HashSet<ObjectName>(), new List<Table>());
        foreach (var table in tables)
        {
            Visit(table);
        }

        return ordered;

        void Visit(Table table)
        {
            if (!seen.Add(table.Name))
            {
                return;
            }

            foreach (var key in table.Constraints.OfType<ForeignKey>())
            {
                if (schema.Find(new(ObjectKind.Table, key.ReferencedTable)) is Table referenced)
                {
                    Visit(referenced);
                }
            }

            ordered.Add(table);
        }
    }

    private async Task<bool> FillAsync(Table table, CancellationToken cancellationToken)
    {
        var columns = table.Columns.Where(column => column is { Generated: null } && column.Identity?.Always != true).ToImmutableArray();
        if (columns.IsEmpty || (await ReadRowsAsync(table.Name, [columns[0].Name], cancellationToken).ConfigureAwait(false)).Count > 0)
        {
            return !columns.IsEmpty;
        }

        var references = new List<(ForeignKey Key, IReadOnlyList<string?[]> Rows)>();
        foreach (var key in table.Constraints.OfType<ForeignKey>())
        {
            references.Add((key, await ReadRowsAsync(key.ReferencedTable, key.ReferencedColumns, cancellationToken).ConfigureAwait(false)));
        }

        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var rows = Enumerable.Range(1, attempt == Attempts - 1 ? 1 : RowsPerTable).Select(number => Row(table, columns, references, number, attempt));
            if (await TryInsertAsync(new InsertData(table.Name, [.. columns.Select(column => column.Name)], [.. rows]), cancellationToken).ConfigureAwait(false))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<IReadOnlyList<string?[]>> ReadRowsAsync(ObjectName table, IReadOnlyList<string> columns, CancellationToken cancellationToken) =>
        (await session.ReadRowsAsync([(table, columns)], cancellationToken).ConfigureAwait(false))[0];

    private ImmutableArray<object?> Row(Table table, ImmutableArray<Column> columns, List<(ForeignKey Key, IReadOnlyList<string?[]> Rows)> references, int number, int attempt) =>
    [
        .. columns.Select(column =>
        {
            var reference = references.FirstOrDefault(one => one.Key.Columns.Contains(column.Name));
            return reference.Key is null ? ValueOf(table, column, number, attempt)
                : reference.Rows.Count == 0 ? null
                : reference.Rows[(number - 1) % reference.Rows.Count][reference.Key.Columns.IndexOf(column.Name)];
        }),
    ];

    private object? ValueOf(Table table, Column column, int number, int attempt)
    {
        // The last attempts have fewer rows in common with anybody's idea: only what must be there.
        if (attempt >= Attempts - 2 && column is { Nullable: true })
        {
            return null;
        }

        var candidates = attempt == 0 ? [] : Candidates(table, column);
        return candidates.Count > 0 && attempt % 2 == 1
            ? candidates[(number - 1 + (attempt / 2)) % candidates.Count]
            : SampleValues.Of(column.Type, number + (attempt / 2 * 10), schema) ?? (column.Nullable ? null : new SqlExpression("DEFAULT"));
    }

    private List<object> Candidates(Table table, Column column) =>
    [
        .. table.Constraints.OfType<CheckConstraint>().Where(check => check.Expression.Contains(column.Name, StringComparison.OrdinalIgnoreCase)).SelectMany(check => SampleValues.In(check.Expression, dialect.Syntax)),
    ];

    private async Task<bool> TryInsertAsync(InsertData insert, CancellationToken cancellationToken)
    {
        try
        {
            var statements = dialect.Write([insert], session.ServerVersion);
            await session.BeginAsync(statements, cancellationToken).ConfigureAwait(false);
            await session.ExecuteAsync([.. statements.Cast<SqlStatement>()], cancellationToken).ConfigureAwait(false);
            await session.CommitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (StatementException e) when (e.Failure == StatementFailure.Refused)
        {
            await session.RollbackAsync(cancellationToken).ConfigureAwait(false);
            return false;
        }
    }
}
