using System.Globalization;
using System.Text;

namespace Retort.RevisionFiles;

/// <summary>Makes the name of a new revision's file from a template such as <c>{year}{month}{day}_{hour}{minute}_{rev}_{slug}</c>.</summary>
public static class RevisionFileName
{
    private const int LongestSlug = 40;

    /// <summary>Fills the template. It may hold year, month, day, hour, minute, second, epoch, rev and slug, each in braces.</summary>
    /// <param name="template">The template, without the file's ending.</param>
    /// <param name="revision">The id.</param>
    /// <param name="message">The message, of which the slug is made.</param>
    /// <param name="created">The moment, in the time zone of the project.</param>
    /// <exception cref="RevisionFileException">The template has another word in braces, gives no name, or names a folder.</exception>
    public static string Format(string template, string revision, string message, DateTimeOffset created)
    {
        ArgumentNullException.ThrowIfNull(template);
        var name = new StringBuilder();
        for (var at = 0; at < template.Length; at++)
        {
            if (template[at] != '{')
            {
                name.Append(template[at]);
                continue;
            }

            var end = template.IndexOf('}', at);
            var word = end < 0 ? template[at..] : template[(at + 1)..end];
            name.Append(word switch
            {
                "year" => created.ToString("yyyy", CultureInfo.InvariantCulture),
                "month" => created.ToString("MM", CultureInfo.InvariantCulture),
                "day" => created.ToString("dd", CultureInfo.InvariantCulture),
                "hour" => created.ToString("HH", CultureInfo.InvariantCulture),
                "minute" => created.ToString("mm", CultureInfo.InvariantCulture),
                "second" => created.ToString("ss", CultureInfo.InvariantCulture),
                "epoch" => created.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
                "rev" => revision,
                "slug" => Slug(message),
                _ => throw Invalid(template, $"\"{word}\" is not a word it can have"),
            });
            at = end;
        }

        var trimmed = name.ToString().TrimEnd('_', '-', '.');
        return trimmed.Length == 0 ? throw Invalid(template, "it gives an empty name")
            : trimmed.AsSpan().ContainsAny('/', '\\') ? throw Invalid(template, "revisions are not looked for in folders below")
            : trimmed;
    }

    /// <summary>The message as a part of a file name: lower case, everything but letters and digits as <c>_</c>, at most 40 characters.</summary>
    public static string Slug(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var slug = new StringBuilder();
        foreach (var c in message)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                slug.Append(char.ToLowerInvariant(c));
            }
            else if (slug.Length > 0 && slug[^1] != '_')
            {
                slug.Append('_');
            }
        }

        return slug.ToString()[..Math.Min(slug.Length, LongestSlug)].TrimEnd('_');
    }

    private static RevisionFileException Invalid(string template, string why) =>
        new("RT0330", $"The file template \"{template}\" cannot be used: {why}.", new SourceLocation("retort.json"), "It may hold {year} {month} {day} {hour} {minute} {second} {epoch} {rev} and {slug}.");
}
