using Microsoft.Extensions.Configuration;
using Retort.Comparison;
using Retort.Schema;

namespace Retort.Cli.Configuration;

/// <summary>The <c>compare</c> of a project: what of its schemas is compared.</summary>
internal static class FilterSettings
{
    public static SchemaFilter Read(IConfigurationSection section) => section.Exists()
        ? new SchemaFilter
        {
            Include = [.. ProjectReader.ListOf(section.GetSection("include"))],
            Exclude = [.. ProjectReader.ListOf(section.GetSection("exclude"))],
            Kinds = section.GetSection("kinds") is var kinds && kinds.Exists() ? [.. ProjectReader.ListOf(kinds).Select(Kind)] : null,
        }
        : SchemaFilter.All;

    private static ObjectKind Kind(string word)
    {
        var kinds = Array.FindAll(Enum.GetValues<ObjectKind>(), kind => kind is not (ObjectKind.Column or ObjectKind.Constraint));
        var words = Array.ConvertAll(kinds, ObjectId.Word);
        return Array.IndexOf(words, word) is >= 0 and var index
            ? kinds[index]
            : throw new UsageException(
                $"\"{word}\" is not a kind of object.",
                Likeness.Nearest(word, words, name => name) is { } near ? $"Did you mean \"{near}\"?" : null,
                $"The kinds in \"compare\" are: {string.Join(", ", words)}.");
    }
}
