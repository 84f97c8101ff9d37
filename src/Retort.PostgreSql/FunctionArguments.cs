using System.Text;
using Retort.Dialects;

namespace Retort.PostgreSql;

/// <summary>Reads the argument list of a function.</summary>
internal static class FunctionArguments
{
    /// <summary>The list without the defaults of the arguments, which DROP FUNCTION does not take.</summary>
    public static string WithoutDefaults(string arguments)
    {
        var result = new StringBuilder();
        var depth = 0;
        var inDefault = false;
        foreach (var token in new SqlLexer(arguments, SqlSyntax.PostgreSql))
        {
            depth += token.Is(arguments, '(') || token.Is(arguments, '[') ? 1
                : token.Is(arguments, ')') || token.Is(arguments, ']') ? -1
                : 0;
            if (depth == 0 && (token.Is(arguments, "DEFAULT") || token.Is(arguments, '=')))
            {
                inDefault = true;
                result.Length = result.ToString().TrimEnd().Length;
            }
            else if (depth == 0 && token.Is(arguments, ','))
            {
                inDefault = false;
            }

            if (!inDefault)
            {
                result.Append(token.In(arguments));
            }
        }

        return result.ToString();
    }
}
