using System.Collections.Immutable;
using System.Text;

namespace Retort.PostgreSql.Introspection;

/// <summary>
/// The text of an array, as the server writes it: <c>{a,"b, c",3}</c>. The queries ask for that, and not for the array: the driver gets ready for arrays of all types that there
/// are before it reads the first one, which takes it longer than all else of a small schema.
/// </summary>
internal static class ArrayText
{
    /// <summary>The elements, none of which is NULL.</summary>
    public static ImmutableArray<string> Elements(string text)
    {
        var elements = ImmutableArray.CreateBuilder<string>();
        var element = new StringBuilder();

        // One that does not begin at 1 says so first: [0:1]={a,b}
        var i = text.IndexOf('{', StringComparison.Ordinal) + 1;
        while (text[i] != '}')
        {
            if (text[i] == ',')
            {
                i++;
            }

            i = Element(text, i, element);
            elements.Add(element.ToString());
            element.Clear();
        }

        return elements.ToImmutable();
    }

    private static int Element(string text, int start, StringBuilder element)
    {
        var isQuoted = text[start] == '"';
        var i = isQuoted ? start + 1 : start;
        while (isQuoted ? text[i] != '"' : text[i] is not (',' or '}'))
        {
            i += text[i] == '\\' ? 1 : 0;
            element.Append(text[i++]);
        }

        return isQuoted ? i + 1 : i;
    }
}
