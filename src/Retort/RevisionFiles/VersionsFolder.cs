using System.Text;
using Retort.Revisions;

namespace Retort.RevisionFiles;

/// <summary>Revisions in the files of one folder or several, C# and SQL side by side. Folders below them are not read, but for <c>archive</c> when a database is at a revision that a squash put there.</summary>
/// <param name="folders">The folders.</param>
/// <param name="compiler">Compiles revisions written in C#; <see langword="null"/> when there are none.</param>
public sealed class VersionsFolder(IReadOnlyList<string> folders, IRevisionCompiler? compiler = null) : IRevisionSource
{
    // Editors and file systems leave hidden files beside those they belong to.
    private static readonly EnumerationOptions Visible = new() { AttributesToSkip = FileAttributes.Hidden, IgnoreInaccessible = false };

    /// <summary>The folder beside revisions to which a squash moves those it replaces.</summary>
    internal const string Archive = "archive";

    // With fewer files than that the second thread costs more than it brings.
    private const int Many = 1500;

    private readonly Dictionary<SourceLocation, SqlRevisionFile> _sql = [];
    private readonly Dictionary<SourceLocation, CSharpRevisionFile> _csharp = [];
    private readonly List<CSharpRevisionFile> _helpers = [];
    private bool _isRead;
    private bool _isArchiveRead;

    /// <summary>The folders.</summary>
    public IReadOnlyList<string> Folders { get; } = folders;

    /// <inheritdoc/>
    /// <exception cref="RevisionFileException">A folder is missing, or a file is not as it must be.</exception>
    public Task<IReadOnlyList<Revision>> ReadAsync(CancellationToken cancellationToken = default)
    {
        _sql.Clear();
        _csharp.Clear();
        _helpers.Clear();
        (_isRead, _isArchiveRead) = (true, false);
        return Task.FromResult<IReadOnlyList<Revision>>(Read(Folders, cancellationToken));
    }

    /// <inheritdoc/>
    /// <remarks>They are in the folder <c>archive</c> beside the others.</remarks>
    /// <exception cref="RevisionFileException">A file is not as it must be.</exception>
    public Task<IReadOnlyList<Revision>> ReadReplacedAsync(CancellationToken cancellationToken = default)
    {
        _isArchiveRead = true;
        return Task.FromResult<IReadOnlyList<Revision>>(Read(Folders.Select(folder => Path.Combine(folder, Archive)).Where(Directory.Exists), cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Migration>> LoadAsync(IReadOnlyList<Revision> revisions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(revisions);
        if (!_isRead)
        {
            await ReadAsync(cancellationToken).ConfigureAwait(false);
        }

        if (!_isArchiveRead && revisions.Any(revision => !_sql.ContainsKey(revision.Source) && !_csharp.ContainsKey(revision.Source)))
        {
            await ReadReplacedAsync(cancellationToken).ConfigureAwait(false);
        }

        CSharpRevisionFile[] files = [.. revisions.Where(revision => _csharp.ContainsKey(revision.Source)).Select(revision => _csharp[revision.Source]).Distinct()];
        var compiled = new Dictionary<SourceLocation, Migration>();

        // What a squash keeps has the id of what it replaced, and the two never run together.
        foreach (var batch in files.GroupBy(file => IsArchived(file.Path)))
        {
            var migrations = await (compiler ?? throw NoCompiler(files[0])).LoadAsync([.. batch], _helpers, cancellationToken).ConfigureAwait(false);
            foreach (var revision in batch.SelectMany(file => file.Revisions))
            {
                compiled[revision.Source] = migrations[revision.Id];
            }
        }

        return [.. revisions.Select(revision => _sql.TryGetValue(revision.Source, out var file) ? file.ToMigration() : compiled[revision.Source])];
    }

    /// <summary>Compiles all revisions written in C# ahead of time, so that running them needs no compiler. Those that a squash put away are among them: an old database may need them.</summary>
    /// <param name="compile">Compiles files with the helpers beside them, and tells how many it had to compile.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<int> CompileAsync(Func<IReadOnlyList<CSharpRevisionFile>, IReadOnlyList<CSharpRevisionFile>, int> compile, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(compile);
        await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (_sql.Values.Select(file => file.Revision).Concat(_csharp.Values.SelectMany(file => file.Revisions)).Any(revision => !revision.Replaces.IsEmpty))
        {
            await ReadReplacedAsync(cancellationToken).ConfigureAwait(false);
        }

        return compile([.. _csharp.Values.Distinct()], _helpers);
    }

    private List<Revision> Read(IEnumerable<string> folders, CancellationToken cancellationToken)
    {
        string[] paths = [.. folders.SelectMany(Files)];
        var revisions = new List<Revision>(paths.Length);
        foreach (var (sql, code) in ParseAll(paths, cancellationToken))
        {
            if (sql is not null)
            {
                _sql[sql.Revision.Source] = sql;
                revisions.Add(sql.Revision);
                continue;
            }

            revisions.AddRange(code!.Revisions);
            foreach (var revision in code.Revisions)
            {
                _csharp[revision.Source] = code;
            }

            if (code.Revisions.IsEmpty)
            {
                _helpers.Add(code);
            }
        }

        return revisions;
    }

    private static (SqlRevisionFile? Sql, CSharpRevisionFile? Code)[] ParseAll(string[] paths, CancellationToken cancellationToken)
    {
        var files = new (SqlRevisionFile? Sql, CSharpRevisionFile? Code)[paths.Length];
        if (paths.Length >= Many)
        {
            try
            {
                Parallel.For(0, paths.Length, new ParallelOptions { CancellationToken = cancellationToken }, i => files[i] = Parse(paths[i]));
                return files;
            }
            catch (AggregateException)
            {
                // One after the other the first of the bad ones is told, and not whichever was met first.
            }
        }

        for (var i = 0; i < files.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            files[i] = Parse(paths[i]);
        }

        return files;
    }

    private static (SqlRevisionFile? Sql, CSharpRevisionFile? Code) Parse(string path) =>
        path.EndsWith(".sql", StringComparison.OrdinalIgnoreCase) ? (SqlRevisionFile.Parse(path, ReadText(path)), null) : (null, CSharpRevisionFile.Parse(path, ReadText(path)));

    private static bool IsArchived(string path) => Path.GetFileName(Path.GetDirectoryName(path)) == Archive;

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
            var bytes = File.ReadAllBytes(path);

            // What begins with a mark is left to who knows them all; else a reader and its buffers are more than the file.
            return bytes is [>= 0x80 or 0, ..] ? File.ReadAllText(path) : Encoding.UTF8.GetString(bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RevisionFileException("RT0321", "The file cannot be read.", new SourceLocation(path), "Check its permissions.", e.Message);
        }
    }

    private static RevisionFileException NoCompiler(CSharpRevisionFile file) =>
        new("RT0322", "The revision is written in C#, and nothing here compiles C#.", new SourceLocation(file.Path), "Reference the package Retort.Scripting and give a RevisionCompiler.");
}
