using System.Text;
using Retort.Dialects;

namespace Retort.PostgreSql;

/// <summary>Reads the argument list of a function.</summary>
internal static class FunctionArguments
{
    /// <summary>The list without the defaults of the arguments, which DROP FUNCTION does not take.</summary>
    public static string WithoutDefaults(string arguments) => string.Join(',', Split(arguments).Select(argument => argument.Text));

    /// <summary>
    /// Whether CREATE OR REPLACE takes a list for another one of the same types: an argument can get a name but not another one, and a
    /// default can come but not go.
    /// </summary>
    public static bool CanReplace(string from, string to)
    {
        var (former, wanted) = (Split(from), Split(to));
        return former.Count == wanted.Count && former.Zip(wanted).All(pair =>
            (pair.Second.HasDefault || !pair.First.HasDefault) && CanRename(pair.First.Text.Trim(), pair.Second.Text.Trim()));
    }

    private static bool CanRename(string from, string to) =>
        from == to || (to.EndsWith($" {from}", StringComparison.Ordinal) && to[..^(from.Length + 1)] is not ("IN" or "OUT" or "INOUT" or "VARIADIC"));

    /// <summary>The arguments as they stand, with the space around them, each without its default.</summary>
    private static List<(string Text, bool HasDefault)> Split(string arguments)
    {
        var result = new List<(string Text, bool HasDefault)>();
        var text = new StringBuilder();
        var (depth, hasDefault) = (0, false);
        foreach (var token in new SqlLexer(arguments, SqlSyntax.PostgreSql))
        {
            depth += token.Is(arguments, '(') || token.Is(arguments, '[') ? 1
                : token.Is(arguments, ')') || token.Is(arguments, ']') ? -1
                : 0;
            if (depth == 0 && token.Is(arguments, ','))
            {
                Complete();
                continue;
            }

            hasDefault |= depth == 0 && (token.Is(arguments, "DEFAULT") || token.Is(arguments, '='));
            if (!hasDefault)
            {
                text.Append(token.In(arguments));
            }
        }

        Complete();
        return result;

        void Complete()
        {
            result.Add((hasDefault ? text.ToString().TrimEnd() : text.ToString(), hasDefault));
            text.Clear();
            hasDefault = false;
        }
    }
}
