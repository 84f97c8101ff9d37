using System.Text;
using Retort.Dialects;

namespace Retort.Statements;

/// <summary>Takes a condition apart where it says AND outside every other operation.</summary>
internal static class Conjuncts
{
    /// <summary>The parts in lower case, without the parentheses around them and without casts, words apart by one blank.</summary>
    public static HashSet<string> Of(string condition, SqlSyntax syntax)
    {
        var parts = new HashSet<string>(StringComparer.Ordinal);
        Split([.. SqlScript.Tokens(condition, syntax)], parts);
        return parts;
    }

    private static void Split(ReadOnlySpan<string> tokens, HashSet<string> parts)
    {
        while (IsWrapped(tokens))
        {
            tokens = tokens[1..^1];
        }

        var (start, depth, isBetween, hasOr) = (0, 0, false, false);
        var ends = new List<(int Start, int End)>();
        for (var i = 0; i < tokens.Length; i++)
        {
            depth += tokens[i] is "(" ? 1 : tokens[i] is ")" ? -1 : 0;
            if (depth > 0)
            {
                continue;
            }

            isBetween |= Is(tokens[i], "BETWEEN");
            hasOr |= Is(tokens[i], "OR");
            if (Is(tokens[i], "AND") && !isBetween)
            {
                ends.Add((start, i));
                start = i + 1;
            }
            else if (Is(tokens[i], "AND"))
            {
                isBetween = false;
            }
        }

        if (hasOr || ends.Count == 0)
        {
            parts.Add(Text(tokens));
            return;
        }

        ends.Add((start, tokens.Length));
        foreach (var (from, to) in ends)
        {
            Split(tokens[from..to], parts);
        }
    }

    private static bool IsWrapped(ReadOnlySpan<string> tokens)
    {
        if (tokens is not ["(", .., ")"])
        {
            return false;
        }

        var depth = 0;
        for (var i = 0; i < tokens.Length - 1; i++)
        {
            depth += tokens[i] is "(" ? 1 : tokens[i] is ")" ? -1 : 0;
            if (depth == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static string Text(ReadOnlySpan<string> tokens)
    {
        var text = new StringBuilder();
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i] == "::")
            {
                // The type of a cast, of as many words as it has.
                i++;
                while (i + 1 < tokens.Length && tokens[i + 1].ToUpperInvariant() is ("VARYING" or "PRECISION" or "WITH" or "WITHOUT" or "TIME" or "ZONE"))
                {
                    i++;
                }

                continue;
            }

            text.Append(text.Length == 0 ? "" : " ").Append(tokens[i][0] is '\'' ? tokens[i] : tokens[i].Trim('"').ToLowerInvariant());
        }

        return text.ToString();
    }

    private static bool Is(string token, string word) => token.Equals(word, StringComparison.OrdinalIgnoreCase);
}
