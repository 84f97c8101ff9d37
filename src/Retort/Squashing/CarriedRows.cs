using System.Collections.Immutable;
using System.Globalization;
using Retort.Operations;
using Retort.Schema;

namespace Retort.Squashing;

/// <summary>
/// The rows that the revisions of a range leave in an empty database, as operations. The range is run twice: what differs between two runs, such as a moment or a
/// random id, is left to the default of its column, as it was when the rows were inserted.
/// </summary>
internal sealed class CarriedRows
{
    private readonly List<Operation> _inserts = [];
    private readonly List<Operation> _deletes = [];
    private readonly Dictionary<ObjectName, ImmutableArray<string>> _compared = [];

    private CarriedRows(DatabaseSnapshot expected) => Expected = expected;

    /// <summary>What the rows must be afterwards.</summary>
    public DatabaseSnapshot Expected { get; }

    /// <summary>The inserts, tables after those they point to, and the counters behind them.</summary>
    public IReadOnlyList<Operation> Inserts => _inserts;

    /// <summary>The way back, where the tables stay.</summary>
    public IEnumerable<Operation> Deletes => _deletes.AsEnumerable().Reverse();

    /// <summary>How many rows of which table.</summary>
    public IReadOnlyList<(ObjectName Table, int Count)> Counts => [.. _inserts.OfType<InsertData>().Select(insert => (insert.Table, insert.Rows.Length))];

    /// <summary>The columns that get their default again.</summary>
    public List<string> Renewed { get; } = [];

    /// <summary>Takes what a range left.</summary>
    /// <param name="before">Before the range.</param>
    /// <param name="after">After it.</param>
    /// <param name="again">After it in another database.</param>
    /// <param name="since">When the range began to run.</param>
    /// <exception cref="SquashDataException">Something cannot be carried over.</exception>
    public static CarriedRows Of(DatabaseSnapshot before, DatabaseSnapshot after, DatabaseSnapshot again, DateTimeOffset since)
    {
        var carried = new CarriedRows(after);
        foreach (var gone in before.Tables.Where(table => table.Value.Rows.Count > 0 && (!after.Tables.TryGetValue(table.Key, out var rows) || rows.Rows.Count < table.Value.Rows.Count)))
        {
            throw ChangesOlderRows(gone.Key);
        }

        foreach (var table in after.Filled)
        {
            carried.Take(table, before.Tables.GetValueOrDefault(table.Name), after.Tables[table.Name], again.Tables.GetValueOrDefault(table.Name) ?? TableSnapshot.Empty, since);
        }

        carried._inserts.AddRange(after.Counters.Except(before.Counters, StringComparer.Ordinal).Select(statement => new ExecuteSql(statement)));
        return carried;
    }

    /// <summary>What rows are not what they must be, in words.</summary>
    public IEnumerable<string> DifferencesIn(DatabaseSnapshot reached)
    {
        foreach (var (name, expected) in Expected.Tables.OrderBy(table => table.Key.ToString(), StringComparer.Ordinal))
        {
            var found = reached.Tables.GetValueOrDefault(name) ?? TableSnapshot.Empty;
            var columns = _compared.GetValueOrDefault(name, expected.Columns);
            if (found.Rows.Count != expected.Rows.Count)
            {
                yield return $"table \"{name}\" has {found.Rows.Count} rows instead of {expected.Rows.Count}";
            }
            else if (expected.Rows.Count > 0 && !expected.Of(columns).SequenceEqual(found.Of(columns), StringComparer.Ordinal))
            {
                yield return $"the rows of table \"{name}\" have other values";
            }
        }

        foreach (var counter in Expected.Counters.Except(reached.Counters, StringComparer.Ordinal))
        {
            yield return $"not done: {counter}";
        }
    }

    private void Take(Table table, TableSnapshot? before, TableSnapshot after, TableSnapshot again, DateTimeOffset since)
    {
        if (again.Rows.Count != after.Rows.Count)
        {
            throw new SquashDataException($"table \"{table.Name}\" has {after.Rows.Count} rows after one run, and {again.Rows.Count} after another.", "Make the revisions do the same every time.");
        }

        var renewed = after.Columns.Where(column => !after.Of([column]).SequenceEqual(again.Of([column]), StringComparer.Ordinal) || IsClock(table, column, after, since)).ToList();
        foreach (var column in renewed.Where(column => table.Columns.First(one => one.Name == column) is { Default: null, Identity: null }))
        {
            throw new SquashDataException($"column \"{column}\" of table \"{table.Name}\" has other values after each run, and no default that makes them.", "Give the column values that stay the same.");
        }

        ImmutableArray<string> stable = [.. after.Columns.Except(renewed, StringComparer.Ordinal)];
        _compared[table.Name] = stable;
        var rows = Added(table, before, after, stable);
        if (rows.Count == 0)
        {
            return;
        }

        Renewed.AddRange(renewed.Select(column => $"{table.Name}.{column}"));
        var always = table.Columns.FirstOrDefault(column => column.Identity?.Always == true && stable.Contains(column.Name));
        if (always is not null)
        {
            // The database numbers them itself, in the order they come.
            rows = [.. rows.OrderBy(row => long.Parse(Unquoted(row[after.Columns.IndexOf(always.Name)]), CultureInfo.InvariantCulture))];
        }

        Column[] columns = [.. table.Columns.Where(column => stable.Contains(column.Name) && column != always)];
        if (columns.Length == 0)
        {
            throw new SquashDataException($"no column of table \"{table.Name}\" has the same values after each run.", "Give a column values that stay the same.");
        }

        _inserts.Add(new InsertData(
            table.Name, [.. columns.Select(column => column.Name)], [.. rows.Select(row => columns.Select(column => Value(row[after.Columns.IndexOf(column.Name)], column.Type)).ToImmutableArray())]));
        if (before is not null)
        {
            var key = table.Constraints.OfType<PrimaryKey>().FirstOrDefault()?.Columns ?? [];
            if (key.IsEmpty || key.Any(column => !stable.Contains(column)))
            {
                throw new SquashDataException($"table \"{table.Name}\" was there before the range, and nothing tells its new rows from the others.", "Begin the range at base.");
            }

            _deletes.AddRange(rows.Select(row => new DeleteData(table.Name, [.. key.Select(column => new ColumnValue(column, Value(row[after.Columns.IndexOf(column)], table.Columns.First(one => one.Name == column).Type)))])));
        }
    }

    /// <summary>The rows that were not there before.</summary>
    private static List<string[]> Added(Table table, TableSnapshot? before, TableSnapshot after, ImmutableArray<string> stable)
    {
        if (before is null or { Rows.Count: 0 })
        {
            return [.. after.Rows];
        }

        if (stable.Any(column => !before.Columns.Contains(column)))
        {
            throw ChangesOlderRows(table.Name);
        }

        var older = before.Of(stable).GroupBy(row => row, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        var added = new List<string[]>();
        foreach (var row in after.Rows)
        {
            var text = string.Join('\0', stable.Select(column => row[after.Columns.IndexOf(column)]));
            if (older.TryGetValue(text, out var left) && left > 0)
            {
                older[text] = left - 1;
            }
            else
            {
                added.Add(row);
            }
        }

        return older.Values.Any(left => left > 0) ? throw ChangesOlderRows(table.Name) : added;
    }

    private static SquashDataException ChangesOlderRows(ObjectName table) => new($"the range changes rows of table \"{table}\" that were there before it.", "Begin the range at base.");

    // Where the clock is coarse, two runs can come to the same moment. It is that of a default if every row has it and it is now.
    private static bool IsClock(Table table, string name, TableSnapshot rows, DateTimeOffset since) =>
        table.Columns.First(column => column.Name == name).Default?.Sql is not null
        && rows.Rows.All(row => DateTimeOffset.TryParse(Unquoted(row[rows.Columns.IndexOf(name)]), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            && moment >= since.AddSeconds(-2) && moment <= DateTimeOffset.UtcNow.AddSeconds(2));

    /// <summary>A literal as a value that reads well in a revision; one that C# has no plain word for stays a literal.</summary>
    private static object? Value(string literal, ColumnType type)
    {
        if (literal == "NULL")
        {
            return null;
        }

        var text = Unquoted(literal);
        return type.Kind switch
        {
            ColumnTypeKind.SmallInt or ColumnTypeKind.Int or ColumnTypeKind.BigInt when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
            ColumnTypeKind.Bool when text is "true" or "t" or "1" => true,
            ColumnTypeKind.Bool when text is "false" or "f" or "0" => false,
            _ => literal.StartsWith('\'') ? text : new SqlExpression(literal),
        };
    }

    private static string Unquoted(string literal) => literal is ['\'', .., '\''] ? literal[1..^1].Replace("''", "'", StringComparison.Ordinal) : literal;
}
