using System.IO.Enumeration;
using System.Text;
using System.Text.RegularExpressions;

namespace Retort.Targets;

/// <summary>Finds the files that a path means: a file, a folder, or a pattern.</summary>
internal static class TargetFiles
{
    /// <summary>The files, in the order of their paths, letter by letter: the same on every machine.</summary>
    /// <param name="path">A file; a folder, of which every file of the kind counts, at any depth; or a pattern with <c>*</c>, <c>?</c> and <c>**</c>.</param>
    /// <param name="extension">The kind of files that counts in a folder, such as <c>.sql</c>.</param>
    /// <exception cref="TargetException">There are none.</exception>
    public static IReadOnlyList<string> Find(string path, string extension)
    {
        if (File.Exists(path))
        {
            return [path];
        }

        var found = Directory.Exists(path) ? InFolder(path, $"**/*{extension}")
            : Root(path) is var root && root.Length < path.Length && Directory.Exists(root) ? InFolder(root, path[root.Length..])
            : [];
        return found.Count > 0
            ? found
            : throw new TargetException("RT0801", $"There is no {extension} file at {path}.", hint: $"Name a file, a folder with {extension} files, or a pattern such as \"schema/**/*{extension}\".");
    }

    /// <summary>The text of a file.</summary>
    /// <exception cref="TargetException">It cannot be read.</exception>
    public static async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TargetException("RT0802", "The file cannot be read.", e.Message, "Check its permissions.", new SourceLocation(path), e);
        }
    }

    private static List<string> InFolder(string folder, string pattern)
    {
        var wanted = new Regex($"^{Expression(pattern)}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase);
        var files = new FileSystemEnumerable<string>(
            folder,
            (ref FileSystemEntry entry) => entry.ToFullPath(),
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden, IgnoreInaccessible = false })
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,

            // A link to a folder above would lead round in circles.
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
        return [.. files
            .Select(file => (File: file, Relative: Path.GetRelativePath(folder, file).Replace('\\', '/')))
            .Where(file => wanted.IsMatch(file.Relative))
            .OrderBy(file => file.Relative, StringComparer.Ordinal)
            .Select(file => file.File)];
    }

    /// <summary>The folders before the first part with a wildcard, separator included.</summary>
    private static string Root(string pattern)
    {
        var wildcard = pattern.AsSpan().IndexOfAny('*', '?');
        return wildcard < 0 ? pattern : pattern[..(pattern.AsSpan(0, wildcard).LastIndexOfAny('/', Path.DirectorySeparatorChar) + 1)];
    }

    private static string Expression(string pattern)
    {
        var expression = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern.AsSpan(i).StartsWith("**/"))
            {
                expression.Append("(.*/)?");
                i += 2;
            }
            else
            {
                expression.Append(pattern[i] switch
                {
                    '*' => "[^/]*",
                    '?' => "[^/]",
                    '\\' when Path.DirectorySeparatorChar == '\\' => "/",
                    var c => Regex.Escape(c.ToString()),
                });
            }
        }

        return expression.ToString();
    }
}
