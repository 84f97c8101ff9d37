using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Retort.RevisionFiles;
using Retort.Revisions;

namespace Retort.Squashing;

/// <summary>A file that is moved into the archive.</summary>
/// <param name="From">Where it is.</param>
/// <param name="To">Where it will be.</param>
/// <param name="Revisions">What it holds.</param>
internal sealed record ArchivedFile(string From, string To, ImmutableArray<Revision> Revisions);

/// <summary>
/// Puts a squashed revision into its place and what it replaces into the archive. After each step, and when nothing comes after it, the files make a graph: from the
/// moment the squashed revision is there those it replaces stand apart, wherever they are.
/// </summary>
internal sealed class SquashPlacement
{
    private const string Unfinished = ".squash";

    // Each happens as a whole or not at all.
    private readonly ImmutableArray<Action> _steps;

    private SquashPlacement(ImmutableArray<ArchivedFile> files, ImmutableArray<Action> steps) => (Files, _steps) = (files, steps);

    /// <summary>The files that go to the archive.</summary>
    public ImmutableArray<ArchivedFile> Files { get; }

    /// <summary>The path of the squashed revision.</summary>
    public string? Path { get; private init; }

    /// <summary>Plans how a draft takes its place.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="archived">What is in the archive by now.</param>
    /// <exception cref="SquashFilesException">A file holds revisions of the range and others.</exception>
    public static SquashPlacement Of(SquashDraft draft, RevisionGraph graph, IReadOnlyList<Revision> archived)
    {
        var path = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(draft.Range.Last.Source.File)!, draft.FileName);
        var files = FilesOf(draft.Range.Members, graph.Revisions);
        if (File.Exists(path) && files.All(file => file.From != path))
        {
            throw new SquashFilesException($"{path} is there already.", null, "Choose another message with -m.");
        }

        var squash = SquashOf(draft, path);
        var steps = ImmutableArray.CreateBuilder<Action>();
        steps.AddRange(ReadmeSteps(files, archived, [squash, .. graph.Revisions]));
        if (files.FirstOrDefault(file => file.From == path) is { } taken)
        {
            // One name for both: the new file is renamed over the old one, which is in the archive by then.
            steps.Add(() => Write(taken.To, File.ReadAllText(taken.From)));
        }

        steps.Add(() => Write(path, draft.Text));
        steps.AddRange(files.Where(file => file.From != path).Select(file => (Action)(() => Move(file))));
        return new SquashPlacement(files, steps.ToImmutable()) { Path = path };
    }

    /// <summary>Plans how an interrupted squash is finished.</summary>
    public static SquashPlacement Rest(RevisionGraph graph, IReadOnlyList<Revision> archived)
    {
        var files = FilesOf(graph.LeftInPlace, graph.Revisions);
        return new SquashPlacement(files, [.. ReadmeSteps(files, archived, graph.Revisions), .. files.Select(file => (Action)(() => Move(file)))]);
    }

    /// <summary>Does it. It is not stopped half way by a signal: it is a matter of renames.</summary>
    /// <exception cref="SquashFilesException">A file cannot be written or moved.</exception>
    public void Place()
    {
        try
        {
            foreach (var step in _steps)
            {
                step();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SquashFilesException(e);
        }
    }

    private static ImmutableArray<ArchivedFile> FilesOf(ImmutableArray<Revision> members, ImmutableArray<Revision> all)
    {
        var leaving = members.Select(member => member.Source).ToHashSet();
        var files = ImmutableArray.CreateBuilder<ArchivedFile>();
        foreach (var file in members.GroupBy(member => member.Source.File))
        {
            if (!File.Exists(file.Key))
            {
                throw new SquashFilesException($"Revision \"{file.First().Id}\" is not in a file.", file.Key, "Only revisions in files can be moved; those of an assembly are squashed where its source is.");
            }

            if (all.Where(revision => revision.Source.File == file.Key && !leaving.Contains(revision.Source)).ToList() is { Count: > 0 } staying)
            {
                throw new SquashFilesException(
                    $"{file.Key} holds revisions of the range, and others.", string.Join(", ", staying.Select(revision => $"\"{revision.Id}\"")), "Give the others a file of their own; the checksums stay the same only in a SQL file.");
            }

            files.Add(new ArchivedFile(file.Key, FreeName(file.Key), [.. file]));
        }

        return files.ToImmutable();
    }

    /// <summary>The place of a file in the archive beside it. One of that name that holds the same is what an interrupted squash left.</summary>
    private static string FreeName(string from)
    {
        var folder = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(from)!, VersionsFolder.Archive);
        var (name, ending) = (System.IO.Path.GetFileNameWithoutExtension(from), System.IO.Path.GetExtension(from));
        var to = System.IO.Path.Combine(folder, name + ending);
        for (var number = 2; File.Exists(to) && !File.ReadAllBytes(to).AsSpan().SequenceEqual(File.ReadAllBytes(from)); number++)
        {
            to = System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}_{number}{ending}"));
        }

        return to;
    }

    private static Revision SquashOf(SquashDraft draft, string path) => draft.Range.Last with
    {
        Replaces = draft.Range.Replaces,
        Source = new SourceLocation(path),
    };

    private static IEnumerable<Action> ReadmeSteps(ImmutableArray<ArchivedFile> files, IReadOnlyList<Revision> archived, IReadOnlyList<Revision> others)
    {
        foreach (var folder in files.GroupBy(file => System.IO.Path.GetDirectoryName(file.To)!))
        {
            var entries = archived.Where(revision => System.IO.Path.GetDirectoryName(revision.Source.File) == folder.Key).Select(revision => (System.IO.Path.GetFileName(revision.Source.File), revision))
                .Concat(folder.SelectMany(file => file.Revisions.Select(revision => (System.IO.Path.GetFileName(file.To), revision))))
                .DistinctBy(entry => (entry.Item1, entry.revision.Id));
            var text = ArchiveReadme.Write([.. entries], [.. others.Concat(archived)]);
            yield return () => Write(System.IO.Path.Combine(folder.Key, "README.md"), text);
        }
    }

    /// <summary>Writes a file beside its place and renames it, so that nobody finds half of it.</summary>
    private static void Write(string path, string text)
    {
        var folder = System.IO.Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        var beside = System.IO.Path.Combine(folder, $".{System.IO.Path.GetFileName(path)}{Unfinished}");
        File.WriteAllText(beside, text, new UTF8Encoding(false));
        File.Move(beside, path, overwrite: true);
    }

    private static void Move(ArchivedFile file)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file.To)!);
        File.Move(file.From, file.To, overwrite: true);
    }
}
