using System.Collections.Immutable;
using System.CommandLine;
using System.Text.RegularExpressions;
using Retort.Schema;

namespace Retort.Cli;

/// <summary>Names of tables on the command line: as the catalogue has them, with a comma between; one with a comma or a dot in it stands in double quotes.</summary>
internal static partial class TableNames
{
    /// <summary>The option that holds them.</summary>
    public static Option<string?> Option(string description) => new("--tables") { Description = description, HelpName = "NAME,NAME" };

    /// <summary>Reads them.</summary>
    /// <exception cref="UsageException">There is none, or one is not closed.</exception>
    public static ImmutableArray<ObjectName> Parse(string text)
    {
        var names = ImmutableArray.CreateBuilder<ObjectName>();
        var end = 0;
        for (var match = Next().Match(text); match.Success; match = match.NextMatch())
        {
            names.Add(new ObjectName(match.Groups["schema"] is { Success: true } schema ? Unquoted(schema.Value) : null, Unquoted(match.Groups["name"].Value)));
            end = match.Index + match.Length;
        }

        return end == text.Length && names.Count > 0 ? names.ToImmutable() : throw new UsageException(
            $"--tables {text} are no names of tables.", hint: "Write them with a comma between, such as --tables users,audit.events; one with a comma or a dot in it in double quotes.");
    }

    private static string Unquoted(string name) => name[0] == '"' ? name[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : name;

    [GeneratedRegex("""\G\s*(?:(?<schema>"(?:[^"]|"")+"|[^",.]+)\.)?(?<name>"(?:[^"]|"")+"|[^",]*[^",\s])\s*(?:,|$)""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Next();
}
