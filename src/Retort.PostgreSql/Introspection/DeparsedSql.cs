using Retort.Dialects;

namespace Retort.PostgreSql.Introspection;

/// <summary>
/// The server's words for an expression, as they stay when they are read again. Some change once: it tells <c>name IN ('a', 'b')</c> of a
/// <c>varchar</c> as <c>(ARRAY['a'::character varying, 'b'::character varying])::text[]</c>, reads that as a cast of each element, and tells it as
/// <c>ARRAY[('a'::character varying)::text, ('b'::character varying)::text]</c> from then on; and what a <c>BETWEEN</c> leaves at the head of a chain of
/// <c>AND</c>, <c>((a AND b) AND c)</c>, it reads as one chain. In a rule it tells the same with fewer parentheses.
/// </summary>
internal static class DeparsedSql
{
    /// <summary>The text that the server would tell if it read this one.</summary>
    public static string Normalize(string sql)
    {
        while (MayChange(sql) && Rewrite(sql) is { } rewritten)
        {
            sql = rewritten;
        }

        return sql;
    }

    private static bool MayChange(string sql) =>
        sql.Contains("])::", StringComparison.Ordinal) || sql.Contains("]::", StringComparison.Ordinal)
        || sql.Contains("((", StringComparison.Ordinal) && (sql.Contains(") AND ", StringComparison.Ordinal) || sql.Contains(") OR ", StringComparison.Ordinal));

    /// <summary>Rewrites what comes first; <see langword="null"/> when nothing is left.</summary>
    private static string? Rewrite(string sql)
    {
        var tokens = new List<SqlToken>();
        foreach (var token in new SqlLexer(sql, SqlSyntax.PostgreSql))
        {
            if (token.IsSignificant)
            {
                tokens.Add(token);
            }
        }

        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            if ((tokens[i].Is(sql, '(') ? JoinChain(sql, tokens, i) : tokens[i].Is(sql, "ARRAY") ? CastElements(sql, tokens, i) : null) is { } rewritten)
            {
                return rewritten;
            }
        }

        return null;
    }

    /// <summary><c>(ARRAY[a, b])::type[]</c> as <c>ARRAY[(a)::type, (b)::type]</c>, and without the parentheses when there are none.</summary>
    private static string? CastElements(string sql, List<SqlToken> tokens, int array)
    {
        if (Close(sql, tokens, array + 1) is not { } close)
        {
            return null;
        }

        var isEnclosed = close + 1 < tokens.Count && tokens[close + 1].Is(sql, ')') && IsParenthesis(sql, tokens, array - 1);
        var (first, last) = isEnclosed ? (array - 1, close + 1) : (array, close);
        if (last + 2 >= tokens.Count || tokens[last + 1].In(sql) is not "::" || EndOfArrayType(sql, tokens, last + 2) is not { } end)
        {
            return null;
        }

        var commas = Inside(sql, tokens, array + 1, close).Where(i => tokens[i].Is(sql, ',')).ToList();
        var elements = commas.Prepend(array + 1).Zip(commas.Append(close), (from, to) => sql[tokens[from].End..tokens[to].Start].Trim()).ToList();
        var type = sql[tokens[last + 2].Start..tokens[end - 1].Start];

        // In an array of arrays the cast is that of the innermost elements.
        return elements.Exists(element => element.Length == 0 || element.StartsWith("ARRAY[", StringComparison.Ordinal))
            ? null
            : $"{sql[..tokens[first].Start]}ARRAY[{string.Join(", ", elements.Select(element => $"{(isEnclosed ? $"({element})" : element)}::{type}"))}]{sql[tokens[end].End..]}";
    }

    // The one behind the name of a function stands for its arguments.
    private static bool IsParenthesis(string sql, List<SqlToken> tokens, int open) =>
        open >= 0 && tokens[open].Is(sql, '(')
        && !(open > 0 && tokens[open - 1].Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier && tokens[open - 1].End == tokens[open].Start);

    /// <summary><c>((a AND b) AND c)</c> as <c>(a AND b AND c)</c>, and the same with OR.</summary>
    private static string? JoinChain(string sql, List<SqlToken> tokens, int outer)
    {
        var open = outer + 1;
        if (!tokens[open].Is(sql, '(') || Close(sql, tokens, open) is not { } close || close + 1 >= tokens.Count)
        {
            return null;
        }

        var word = tokens[close + 1].Is(sql, "AND") ? "AND" : tokens[close + 1].Is(sql, "OR") ? "OR" : null;
        return word is not null && Inside(sql, tokens, open, close).Any(i => tokens[i].Is(sql, word))
            ? sql[..tokens[open].Start] + sql[tokens[open].End..tokens[close].Start] + sql[tokens[close].End..]
            : null;
    }

    /// <summary>The bracket that closes another.</summary>
    private static int? Close(string sql, List<SqlToken> tokens, int open)
    {
        var depth = 0;
        for (var i = open; i < tokens.Count; i++)
        {
            depth += tokens[i].In(sql) switch
            {
                "(" or "[" => 1,
                ")" or "]" => -1,
                _ => 0,
            };
            if (depth == 0)
            {
                return i > open ? i : null;
            }
        }

        return null;
    }

    /// <summary>The tokens between two brackets that are in no further ones.</summary>
    private static IEnumerable<int> Inside(string sql, List<SqlToken> tokens, int open, int close)
    {
        for (var i = open + 1; i < close; i++)
        {
            if (tokens[i].Is(sql, '(') || tokens[i].Is(sql, '['))
            {
                i = Close(sql, tokens, i) ?? close;
            }
            else
            {
                yield return i;
            }
        }
    }

    /// <summary>The last bracket of <c>character varying(10)[]</c>.</summary>
    private static int? EndOfArrayType(string sql, List<SqlToken> tokens, int first)
    {
        var i = first;
        while (i < tokens.Count && (tokens[i].Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier or SqlTokenKind.Number || tokens[i].In(sql) is "." or "(" or ")" or ","))
        {
            i++;
        }

        return i > first && i + 1 < tokens.Count && tokens[i].Is(sql, '[') && tokens[i + 1].Is(sql, ']') ? i + 1 : null;
    }
}
