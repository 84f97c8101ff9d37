using System.Globalization;
using System.Text;
using Retort.Revisions;

namespace Retort.Squashing;

/// <summary>The list of the archived revisions, for who finds the folder.</summary>
internal static class ArchiveReadme
{
    private const string Head =
        """
        # Archived revisions

        `retort squash` put these revisions together in others. A database that is at one of them goes on through these files; for all other
        databases they are not read. Keep them for as long as there may be such a database.

        | file | revision | created | message | replaced by |
        | --- | --- | --- | --- | --- |

        """;

    /// <summary>Writes the list.</summary>
    /// <param name="archived">The archived revisions, with the names of their files.</param>
    /// <param name="all">All revisions, among which are those that replaced them.</param>
    public static string Write(IReadOnlyList<(string File, Revision Revision)> archived, IReadOnlyList<Revision> all)
    {
        var text = new StringBuilder(Head.ReplaceLineEndings("\n"));
        foreach (var (file, revision) in archived.OrderBy(entry => entry.Revision.Created ?? DateTimeOffset.MinValue).ThenBy(entry => entry.File, StringComparer.Ordinal))
        {
            var created = revision.Created?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"| [{file}]({Uri.EscapeDataString(file)}) | {revision.Id} | {created} | {Cell(revision.Message)} | {ReplacementOf(revision, all)?.Id} |\n");
        }

        return text.ToString();
    }

    /// <summary>Of several squashes, one around the other, the first.</summary>
    private static Revision? ReplacementOf(Revision revision, IReadOnlyList<Revision> all) =>
        all.Where(squash => squash.Id == revision.Id ? squash.Replaces.Length > revision.Replaces.Length : squash.Replaces.Contains(revision.Id)).MinBy(squash => squash.Replaces.Length);

    private static string Cell(string text) => text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);
}
