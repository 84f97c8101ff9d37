using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;
using Retort.Comparison;
using Retort.Schema;

namespace Retort.Cli.Configuration;

/// <summary>The <c>compare</c> of a project: what of its schemas is compared.</summary>
internal static class FilterSettings
{
    private static readonly ImmutableDictionary<string, ObjectKind> Kinds =
        Enum.GetValues<ObjectKind>().Where(kind => kind is not (ObjectKind.Column or ObjectKind.Constraint)).ToImmutableDictionary(ObjectId.Word);

    public static SchemaFilter Read(IConfigurationSection section) => section.Exists()
        ? new SchemaFilter
        {
            Include = [.. ProjectReader.ListOf(section.GetSection("include"))],
            Exclude = [.. ProjectReader.ListOf(section.GetSection("exclude"))],
            Kinds = section.GetSection("kinds") is var kinds && kinds.Exists() ? [.. ProjectReader.ListOf(kinds).Select(Kind)] : null,
        }
        : SchemaFilter.All;

    private static ObjectKind Kind(string word) => Kinds.TryGetValue(word, out var kind)
        ? kind
        : throw new UsageException(
            $"\"{word}\" is not a kind of object.",
            Likeness.Nearest(word, Kinds.Keys, name => name) is { } near ? $"Did you mean \"{near}\"?" : null,
            $"The kinds in \"compare\" are: {string.Join(", ", Kinds.OrderBy(pair => pair.Value).Select(pair => pair.Key))}.");
}
