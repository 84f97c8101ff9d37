using System.Globalization;
using Retort.Schema;

namespace Retort.RevisionFiles.Rendering;

/// <summary>Values as C# of one or several lines; the lines after the first are indented relative to it.</summary>
internal static class CSharpText
{
    /// <summary>The width a line is kept to where it can be broken, without the indentation of a method's body.</summary>
    private const int Width = 140;

    /// <summary>A name or a remark, in one line.</summary>
    public static string Literal(string value) => CSharpLexer.Literal(value);

    /// <summary>A text of another language: as it stands in a raw string where that says it exactly and reads better.</summary>
    public static string Text(string value)
    {
        if (!IsPrintable(value))
        {
            return Literal(value);
        }

        if (value.Contains('\n'))
        {
            var quotes = Quotes(value);
            return $"\n{quotes}\n{value}\n{quotes}";
        }

        return value.AsSpan().IndexOfAny('"', '\\') >= 0 && value[0] != '"' && value[^1] != '"' ? $"{Quotes(value)}{value}{Quotes(value)}" : Literal(value);
    }

    public static string Name(ObjectName name) => name.Schema is null ? Literal(name.Name) : $"({Literal(name.Schema)}, {Literal(name.Name)})";

    public static string List(IEnumerable<string> items)
    {
        string[] all = [.. items];
        return all.Any(IsBroken) ? $"[\n{Lines(all)},\n]" : $"[{string.Join(", ", all)}]";
    }

    public static string Names(IEnumerable<string> names) => List(names.Select(Literal));

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Bool(bool value) => value ? "true" : "false";

    /// <summary>A constant whose literal in SQL is that of the value; <see langword="null"/> for a value C# has no constant for.</summary>
    public static string? Constant(object? value) => value switch
    {
        null or DBNull => "null",
        string text => Text(text),
        bool boolean => Bool(boolean),
        sbyte or byte or short or ushort or int or uint or long or ulong => Convert.ToString(value, CultureInfo.InvariantCulture),
        decimal number => string.Create(CultureInfo.InvariantCulture, $"{number}m"),
        double number when double.IsFinite(number) => number.ToString("R", CultureInfo.InvariantCulture) is var text && text.AsSpan().IndexOfAny('.', 'E') < 0 ? $"{text}.0" : number.ToString("R", CultureInfo.InvariantCulture),
        float number when float.IsFinite(number) => $"{number.ToString("R", CultureInfo.InvariantCulture)}f",
        _ => null,
    };

    /// <summary>A call with its arguments: in one line where they fit, else each on a line of its own.</summary>
    public static string Call(string method, IEnumerable<string?> arguments)
    {
        string[] given = [.. arguments.OfType<string>()];
        if (given.Any(IsBroken))
        {
            return $"{method}(\n{Lines(given)})";
        }

        var line = $"{method}({string.Join(", ", given)})";
        return line.Length <= Width || given.Length == 0 ? line : $"{method}(\n{Indent(string.Join(", ", given))})";
    }

    /// <summary>An argument by its name; <see langword="null"/> where the value is left out.</summary>
    public static string? Named(string name, string? value) => value is null ? null : value.StartsWith('\n') ? $"{name}:{Indent(value)}" : $"{name}: {value}";

    /// <summary>A switch by its name; <see langword="null"/> where it is off.</summary>
    public static string? Flag(string name, bool value) => value ? $"{name}: true" : null;

    /// <summary>An object with the properties that are given.</summary>
    public static string New(string type, IEnumerable<string> arguments, IEnumerable<string?> properties)
    {
        string[] given = [.. properties.OfType<string>()];
        var creation = Call($"new {type}", arguments);
        return given.Length == 0 ? creation
            : given.Any(IsBroken) ? $"{creation}\n{{\n{Lines(given)},\n}}"
            : $"{creation} {{ {string.Join(", ", given)} }}";
    }

    /// <summary>A property by its name; <see langword="null"/> where the value is left out.</summary>
    public static string? Property(string name, string? value) => value is null ? null : value.StartsWith('\n') ? $"{name} ={Indent(value)}" : $"{name} = {value}";

    /// <summary>Calls one after another on what the first gives; a long chain goes on in further lines.</summary>
    public static string Chain(string first, IEnumerable<string> calls)
    {
        var (text, width) = (first, LastLine(first));
        foreach (var call in calls)
        {
            var breaks = call.Contains('\n') || width + call.Length > Width;
            text += breaks ? $"\n{Indent(call)}" : call;
            width = breaks ? LastLine(call) + 4 : width + call.Length;
        }

        return text;
    }

    /// <summary>Moves all lines to the right, by four places unless told otherwise. A line without anything stays so.</summary>
    public static string Indent(string text, string by = "    ") => string.Join('\n', text.Split('\n').Select(line => line.Length == 0 ? line : by + line));

    private static string Lines(IEnumerable<string> items) => Indent(string.Join(",\n", items.Select(item => item.TrimStart('\n'))));

    private static bool IsBroken(string text) => text.Contains('\n');

    private static int LastLine(string text) => text.Length - text.LastIndexOf('\n') - 1;

    /// <summary>More quotes than stand together anywhere in the text.</summary>
    private static string Quotes(string text)
    {
        var quotes = "\"\"\"";
        while (text.Contains(quotes, StringComparison.Ordinal))
        {
            quotes += '"';
        }

        return quotes;
    }

    // A raw string holds what the file holds: no escapes, the line endings of the file.
    private static bool IsPrintable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
            {
                i++;
            }
            else if ((char.IsControl(text[i]) && text[i] is not ('\n' or '\t')) || text[i] is '\u2028' or '\u2029' || char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }
}
