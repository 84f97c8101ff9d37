using Retort.Revisions;

namespace Retort.RevisionFiles;

/// <summary>Revisions in the files of one folder or several, C# and SQL side by side. Folders below them, such as <c>archive</c>, are not read.</summary>
/// <param name="folders">The folders.</param>
/// <param name="compiler">Compiles revisions written in C#; <see langword="null"/> when there are none.</param>
public sealed class VersionsFolder(IReadOnlyList<string> folders, IRevisionCompiler? compiler = null) : IRevisionSource
{
    // Editors and file systems leave hidden files beside those they belong to.
    private static readonly EnumerationOptions Visible = new() { AttributesToSkip = FileAttributes.Hidden, IgnoreInaccessible = false };

    private readonly Dictionary<RevisionId, SqlRevisionFile> _sql = [];
    private readonly Dictionary<RevisionId, CSharpRevisionFile> _csharp = [];
    private readonly List<CSharpRevisionFile> _helpers = [];

    /// <summary>The folders.</summary>
    public IReadOnlyList<string> Folders { get; } = folders;

    /// <inheritdoc/>
    /// <exception cref="RevisionFileException">A folder is missing, or a file is not as it must be.</exception>
    public Task<IReadOnlyList<Revision>> ReadAsync(CancellationToken cancellationToken = default)
    {
        _sql.Clear();
        _csharp.Clear();
        _helpers.Clear();
        var revisions = new List<Revision>();
        foreach (var path in Folders.SelectMany(Files))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var text = ReadText(path);
            if (path.EndsWith(".sql", StringComparison.OrdinalIgnoreCase))
            {
                var file = SqlRevisionFile.Parse(path, text);
                _sql[file.Revision.Id] = file;
                revisions.Add(file.Revision);
                continue;
            }

            var code = CSharpRevisionFile.Parse(path, text);
            revisions.AddRange(code.Revisions);
            foreach (var revision in code.Revisions)
            {
                _csharp[revision.Id] = code;
            }

            if (code.Revisions.IsEmpty)
            {
                _helpers.Add(code);
            }
        }

        return Task.FromResult<IReadOnlyList<Revision>>(revisions);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Migration>> LoadAsync(IReadOnlyList<Revision> revisions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(revisions);
        if (_sql.Count + _csharp.Count == 0)
        {
            await ReadAsync(cancellationToken).ConfigureAwait(false);
        }

        CSharpRevisionFile[] files = [.. revisions.Where(revision => _csharp.ContainsKey(revision.Id)).Select(revision => _csharp[revision.Id]).Distinct()];
        IReadOnlyDictionary<RevisionId, Migration> compiled = files.Length == 0
            ? new Dictionary<RevisionId, Migration>()
            : await (compiler ?? throw NoCompiler(files[0])).LoadAsync(files, _helpers, cancellationToken).ConfigureAwait(false);
        return [.. revisions.Select(revision => _sql.TryGetValue(revision.Id, out var file) ? file.ToMigration() : compiled[revision.Id])];
    }

    /// <summary>Compiles all revisions written in C# ahead of time, so that running them needs no compiler.</summary>
    /// <param name="compile">Compiles files with the helpers beside them, and tells how many it had to compile.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<int> CompileAsync(Func<IReadOnlyList<CSharpRevisionFile>, IReadOnlyList<CSharpRevisionFile>, int> compile, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(compile);
        await ReadAsync(cancellationToken).ConfigureAwait(false);
        return compile([.. _csharp.Values.Distinct()], _helpers);
    }

    private static IEnumerable<string> Files(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*", Visible)
            .Where(path => path.EndsWith(".cs", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".sql", StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
        : throw new RevisionFileException("RT0320", "The versions folder is missing.", new SourceLocation(folder), "Make it, or correct \"versions\" in retort.json.");

    // Not asynchronous: for a file of a few kilobytes, handing it to another thread and back takes longer than reading it.
    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RevisionFileException("RT0321", "The file cannot be read.", new SourceLocation(path), "Check its permissions.", e.Message);
        }
    }

    private static RevisionFileException NoCompiler(CSharpRevisionFile file) =>
        new("RT0322", "The revision is written in C#, and nothing here compiles C#.", new SourceLocation(file.Path), "Reference the package Retort.Scripting and give a RevisionCompiler.");
}
