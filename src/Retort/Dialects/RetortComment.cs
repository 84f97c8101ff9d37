using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Retort.Operations;
using Retort.Schema;
using Retort.Statements;

namespace Retort.Dialects;

/// <summary>
/// What a comment above a statement says to Retort: <c>-- retort: backfill</c> above an UPDATE, that it is run in batches by key, and
/// <c>-- retort: allow rewrite of users because it has ten rows</c>. Those that accept findings of lint are read there.
/// </summary>
internal static partial class RetortComment
{
    /// <summary>Whether a comment is meant for Retort.</summary>
    public static bool IsOne(ReadOnlySpan<char> comment) => comment.StartsWith("--", StringComparison.Ordinal) && comment[2..].TrimStart().StartsWith("retort", StringComparison.OrdinalIgnoreCase);

    /// <summary>The tables whose rewrite the comments above a statement allow. Without a reason they allow nothing.</summary>
    public static ImmutableArray<ObjectName> AllowedRewrites(SqlScriptStatement statement, SqlSyntax syntax) => statement.Directives.Count == 0 ? []
        : [.. statement.Directives.Select(comment => Allow().Match(comment)).Where(match => match.Success).SelectMany(match => new StatementReader(match.Groups["tables"].Value, syntax).TakeObjectNames())];

    /// <summary>The backfill that an UPDATE is by a comment above it; <see langword="null"/> when there is no such comment.</summary>
    /// <exception cref="SqlScriptException">It is no plain UPDATE.</exception>
    public static Backfill? ReadBackfill(SqlScriptStatement statement, SqlSyntax syntax) =>
        statement.Directives.Count == 0 ? null
        : statement.Directives.Select(comment => Batches().Match(comment)).FirstOrDefault(match => match.Success) is not { } found ? null
        : ReadUpdate(statement.Text, syntax) is { } update ? update with { Key = Names(found.Groups["key"].Value, syntax) }
        : throw new SqlScriptException(
            "RT0408",
            $"What is to be filled in batches is no plain UPDATE: {statement.Text.ReplaceLineEndings(" ")}",
            statement.Origin ?? new TextPlace(statement.Text, null).Of(0),
            "Write UPDATE table SET column = expression WHERE condition, without an alias, FROM or RETURNING; a query of other tables stands in parentheses.");

    /// <summary>Writes the comment that makes an UPDATE a backfill, with its line end.</summary>
    public static string Of(Backfill backfill, IDialect dialect) =>
        $"-- retort: backfill{(backfill.Key.IsEmpty ? "" : $" by {string.Join(", ", backfill.Key.Select(column => dialect.Quote(column)))}")}\n";

    private static Backfill? ReadUpdate(string statement, SqlSyntax syntax)
    {
        var sql = new StatementReader(statement, syntax);
        if (!sql.Take("UPDATE") || sql.TakeIdentifier() is not { } name)
        {
            return null;
        }

        var table = sql.Take('.') ? sql.TakeIdentifier() is { } part ? new ObjectName(name, part) : default(ObjectName?) : new ObjectName(null, name);
        if (table is not { } known || !sql.Take("SET"))
        {
            return null;
        }

        var start = sql;
        do
        {
            sql.TakeUntil("WHERE", "FROM", "RETURNING");
        }
        while (sql.Take(','));
        var set = sql.Since(start);
        if (sql.AtEnd)
        {
            return new Backfill(known, set);
        }

        return sql.Take("WHERE") && !sql.HasAhead("RETURNING") && sql.TakeRest() is { Length: > 0 } where ? new Backfill(known, set) { Where = where } : null;
    }

    private static ImmutableArray<string> Names(string key, SqlSyntax syntax)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        var sql = new StatementReader(key, syntax);
        while (sql.TakeIdentifier() is { } name)
        {
            names.Add(name);
            sql.Take(',');
        }

        return names.ToImmutable();
    }

    [GeneratedRegex(@"^\s*--\s*retort\s*:\s*backfill(\s+by\s+(?<key>.+?))?\s*$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Batches();

    [GeneratedRegex(@"^\s*--\s*retort\s*:\s*allow\s+rewrite\s+of\s+(?<tables>.+?)\s+because\s+\S.*$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Allow();
}
