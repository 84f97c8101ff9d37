using System.Collections.Immutable;
using System.Globalization;
using Retort.Dialects;
using Retort.Planning;

namespace Retort.Execution;

/// <summary>
/// The SQL of the batches of a backfill. A batch is what lies between two keys, both of rows that are there: so it is known exactly what was done, whatever
/// is inserted meanwhile. All of it is the common part of SQL; the columns of the key come from the catalogue.
/// </summary>
internal sealed class BackfillQueries
{
    private readonly BackfillStatement _statement;
    private readonly ImmutableArray<string> _columns;
    private readonly string _literals;
    private readonly bool _counts;

    private BackfillQueries(BackfillStatement statement, ImmutableArray<string> columns, string literals, bool counts) =>
        (_statement, _columns, _literals, _counts) = (statement, columns, literals, counts);

    /// <summary>Asks the catalogue for the key.</summary>
    /// <exception cref="BackfillKeyException">There is none, or it can be null.</exception>
    public static async Task<BackfillQueries> PrepareAsync(IDatabaseSession session, BackfillStatement statement, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(statement.KeyQuery, cancellationToken).ConfigureAwait(false);
        var nullable = rows.FirstOrDefault(row => !Convert.ToBoolean(row[2], CultureInfo.InvariantCulture));
        return rows.Count == 0 || nullable is not null || rows.Count < statement.Backfill.Key.Length
            ? throw new BackfillKeyException(statement.Backfill, nullable?[0] as string)
            : new BackfillQueries(statement, [.. rows.Select(row => (string)row[0]!)], string.Join(", ", rows.Select(row => (string)row[1]!)), statement.CountOf is not null && rows[0][3] is true);
    }

    /// <summary>The key of the last row of a batch that has a number of rows; no row when there are fewer left.</summary>
    public string EndOf(ImmutableArray<string> after, int rows)
    {
        // The literals are outside, so that they are not written for all the rows that are passed over.
        var end = string.Create(CultureInfo.InvariantCulture, $"LIMIT 1 OFFSET {rows - 1}");
        return $"SELECT {_literals} FROM (SELECT {string.Join(", ", _columns.Select(column => $"{column} AS {column}"))} FROM {_statement.Table}{Where(After(after))} ORDER BY {string.Join(", ", _columns)} {end}) AS last_of_batch";
    }

    /// <summary>The key of the last row there is; no row when there is none left.</summary>
    public string LastOf(ImmutableArray<string> after) =>
        $"SELECT {_literals} FROM {_statement.Table}{Where(After(after))} ORDER BY {string.Join(", ", _columns.Select(column => $"{column} DESC"))} LIMIT 1";

    /// <summary>Updates a batch. What it answers is read by <see cref="Read"/>.</summary>
    public string Update(ImmutableArray<string> after, ImmutableArray<string> end)
    {
        var (set, condition) = (_statement.Backfill.Set, Condition);
        var update = $"UPDATE {_statement.Table} SET {set}{Where([.. After(after), $"{Tuple(_columns)} <= {Tuple(end)}", .. condition])} RETURNING {(condition is [var needs] ? $"CASE WHEN {needs} THEN 1 ELSE 0 END" : "0")}";
        return _counts ? _statement.CountOf!.Replace("{0}", update, StringComparison.Ordinal) : update;
    }

    /// <summary>How many rows a batch updated, and how many of them satisfy the condition still.</summary>
    public (long Updated, long Unfilled) Read(IReadOnlyList<object?[]> answer)
    {
        static long Number(object? value) => Convert.ToInt64(value, CultureInfo.InvariantCulture);
        return _counts ? (Number(answer[0][0]), Number(answer[0][1])) : (answer.Count, answer.Sum(row => Number(row[0])));
    }

    /// <summary>A row that satisfies the condition, if there is one.</summary>
    public string Unfilled() => $"SELECT 1 FROM {_statement.Table}{Where(Condition)} LIMIT 1";

    private ImmutableArray<string> Condition => _statement.Backfill.Where is { } where ? [$"({where})"] : [];

    private ImmutableArray<string> After(ImmutableArray<string> key) => key.IsEmpty ? [] : [$"{Tuple(_columns)} > {Tuple(key)}"];

    private static string Where(ImmutableArray<string> conditions) => conditions.IsEmpty ? "" : $" WHERE {string.Join(" AND ", conditions)}";

    private static string Tuple(ImmutableArray<string> items) => items is [var one] ? one : $"({string.Join(", ", items)})";
}
