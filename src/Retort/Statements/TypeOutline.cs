using System.Collections.Immutable;
using System.Globalization;

namespace Retort.Statements;

/// <summary>A type as it is written, under the one of its names that the server uses.</summary>
/// <param name="Name">The name, without what stands in parentheses.</param>
/// <param name="Modifiers">Length, or precision and scale.</param>
/// <param name="IsArray">Whether it is an array of that.</param>
internal sealed record TypeOutline(string Name, ImmutableArray<int> Modifiers, bool IsArray)
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["int"] = "integer",
        ["int4"] = "integer",
        ["int2"] = "smallint",
        ["int8"] = "bigint",
        ["serial4"] = "serial",
        ["serial2"] = "smallserial",
        ["serial8"] = "bigserial",
        ["decimal"] = "numeric",
        ["dec"] = "numeric",
        ["float4"] = "real",
        ["float8"] = "double precision",
        ["float"] = "double precision",
        ["bool"] = "boolean",
        ["varchar"] = "character varying",
        ["char varying"] = "character varying",
        ["char"] = "character",
        ["bpchar"] = "character",
        ["varbit"] = "bit varying",
        ["timestamptz"] = "timestamp with time zone",
        ["timestamp"] = "timestamp without time zone",
        ["timetz"] = "time with time zone",
        ["time"] = "time without time zone",
    };

    /// <summary>Reads a type.</summary>
    /// <param name="text">The type as it is written.</param>
    public static TypeOutline Read(string text)
    {
        var (name, modifiers) = Split(text);
        var isArray = name.Contains('[', StringComparison.Ordinal) || name.EndsWith(" array", StringComparison.Ordinal);
        name = isArray ? name.Split('[')[0].Replace(" array", "", StringComparison.Ordinal).Trim() : name;
        name = name.StartsWith("pg_catalog.", StringComparison.Ordinal) ? name["pg_catalog.".Length..] : name.StartsWith("public.", StringComparison.Ordinal) ? name["public.".Length..] : name;
        name = Names.GetValueOrDefault(name, name);

        // Without a length it is one character long.
        return new(name, modifiers.IsEmpty && name is "character" or "bit" ? [1] : modifiers, isArray);
    }

    /// <summary>Whether the database numbers a column of the type.</summary>
    public bool IsSerial => Name is "serial" or "bigserial" or "smallserial";

    public bool Equals(TypeOutline? other) => other is not null && Name == other.Name && IsArray == other.IsArray && Modifiers.SequenceEqual(other.Modifiers);

    public override int GetHashCode() => HashCode.Combine(Name, IsArray, Modifiers.Length);

    public override string ToString() => $"{Name}{ModifiersText}{(IsArray ? "[]" : "")}";

    private string ModifiersText => Modifiers switch
    {
        [] => "",
        [1] when Name == "character" => "",
        [var length] => $"({length})",
        _ => $"({string.Join(',', Modifiers)})",
    };

    // timestamp(3) with time zone: what stands in parentheses may stand in the middle.
    private static (string Name, ImmutableArray<int> Modifiers) Split(string text)
    {
        var words = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var (open, close) = (words.IndexOf('(', StringComparison.Ordinal), words.IndexOf(')', StringComparison.Ordinal));
        if (open < 0 || close < open)
        {
            return (Unquoted(words), []);
        }

        var modifiers = words[(open + 1)..close].Split(',').Select(part => int.TryParse(part.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : -1);
        return (Unquoted($"{words[..open].TrimEnd()}{words[(close + 1)..]}"), [.. modifiers]);
    }

    private static string Unquoted(string name) => name.Contains('"', StringComparison.Ordinal) ? name.Replace("\"", "", StringComparison.Ordinal) : name.ToLowerInvariant();
}
