using System.Text;
using Retort.Dialects;

namespace Retort.PostgreSql.Introspection;

/// <summary>
/// The server's words for an expression, as they stay when they are read again. It tells <c>name IN ('a', 'b')</c> of a <c>varchar</c> as
/// <c>(ARRAY['a'::character varying, 'b'::character varying])::text[]</c>, reads that as a cast of each element, and tells it as
/// <c>ARRAY[('a'::character varying)::text, ('b'::character varying)::text]</c> from then on.
/// </summary>
internal static class DeparsedSql
{
    /// <summary>Moves the casts of arrays to their elements.</summary>
    public static string Normalize(string sql)
    {
        if (!sql.Contains("])::", StringComparison.Ordinal))
        {
            return sql;
        }

        var tokens = new List<SqlToken>();
        foreach (var token in new SqlLexer(sql, SqlSyntax.PostgreSql))
        {
            if (token.IsSignificant)
            {
                tokens.Add(token);
            }
        }

        var normal = new StringBuilder();
        var copied = 0;
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            if (tokens[i].Is(sql, '(') && tokens[i + 1].Is(sql, "ARRAY") && CastArray.Find(sql, tokens, i + 2) is { } array)
            {
                normal.Append(sql, copied, tokens[i].Start - copied).Append("ARRAY[").AppendJoin(", ", array.Elements.Select(element => $"({Normalize(element)})::{array.Type}")).Append(']');
                (copied, i) = (tokens[array.Last].End, array.Last);
            }
        }

        return normal.Append(sql, copied, sql.Length - copied).ToString();
    }

    /// <summary>An array that is cast as a whole.</summary>
    /// <param name="Elements">The elements.</param>
    /// <param name="Type">The type of one of them.</param>
    /// <param name="Last">The last token of the cast.</param>
    private sealed record CastArray(IReadOnlyList<string> Elements, string Type, int Last)
    {
        /// <summary>Reads <c>[a, b])::type[]</c>; <see langword="null"/> when something else stands there.</summary>
        public static CastArray? Find(string sql, List<SqlToken> tokens, int open)
        {
            var elements = new List<string>();
            var (depth, start, close) = (0, 0, open);
            for (; close < tokens.Count; close++)
            {
                var token = tokens[close];
                if (IsOpening(sql, token) && depth++ == 0)
                {
                    start = token.End;
                }
                else if (IsClosing(sql, token) && --depth == 0 || token.Is(sql, ',') && depth == 1)
                {
                    elements.Add(sql[start..token.Start].Trim());
                    start = token.End;
                }

                if (depth == 0)
                {
                    break;
                }
            }

            // In an array of arrays the cast is that of the innermost elements.
            return close + 3 < tokens.Count && !elements.Exists(element => element.StartsWith("ARRAY[", StringComparison.Ordinal)) && tokens[close + 1].Is(sql, ')') && tokens[close + 2].In(sql) is "::" && EndOfType(sql, tokens, close + 3) is { } last
                ? new(elements, sql[tokens[close + 3].Start..tokens[last - 1].Start], last)
                : null;
        }

        /// <summary>The closing bracket of <c>character varying(10)[]</c>.</summary>
        private static int? EndOfType(string sql, List<SqlToken> tokens, int first)
        {
            var i = first;
            while (i < tokens.Count && (tokens[i].Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier or SqlTokenKind.Number || tokens[i].In(sql) is "." or "(" or ")" or ","))
            {
                i++;
            }

            return i > first && i + 1 < tokens.Count && tokens[i].Is(sql, '[') && tokens[i + 1].Is(sql, ']') ? i + 1 : null;
        }

        private static bool IsOpening(string sql, SqlToken token) => token.Is(sql, '[') || token.Is(sql, '(');

        private static bool IsClosing(string sql, SqlToken token) => token.Is(sql, ']') || token.Is(sql, ')');
    }
}
