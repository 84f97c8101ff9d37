using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using System.Security.Cryptography;
using System.Text;
using Retort.RevisionFiles;
using Retort.Revisions;

namespace Retort.Scripting;

/// <summary>
/// Compiles revision files in process, against the running framework, and keeps what it compiled by content: a file that was
/// compiled once loads without the compiler.
/// </summary>
/// <param name="cacheFolder">Where compiled revisions are kept; <see langword="null"/> to compile every time. A folder that cannot be written only costs time.</param>
public sealed class RevisionCompiler(string? cacheFolder) : IRevisionCompiler
{
    private readonly CompiledRevisionCache? _cache = cacheFolder is null ? null : new CompiledRevisionCache(cacheFolder);

    /// <inheritdoc/>
    /// <exception cref="RevisionCompilationException">A file does not compile.</exception>
    public Task<IReadOnlyDictionary<RevisionId, Migration>> LoadAsync(
        IReadOnlyList<CSharpRevisionFile> files, IReadOnlyList<CSharpRevisionFile> helpers, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(helpers);
        var migrations = new Dictionary<RevisionId, Migration>();

        // A context of its own, so that a long-lived host can load the same revision again after it was edited.
        var context = new AssemblyLoadContext("revisions");
        foreach (var group in Images(files, helpers, cancellationToken).GroupBy(pair => pair.Image, pair => pair.File))
        {
            var assembly = context.LoadFromStream(new MemoryStream(group.Key.Assembly), new MemoryStream(group.Key.Symbols));
            var types = assembly.GetTypes().Where(type => type.IsDefined(typeof(RevisionAttribute), inherit: false)).ToDictionary(type => type.GetCustomAttribute<RevisionAttribute>()!.Id);
            foreach (var revision in group.SelectMany(file => file.Revisions))
            {
                var type = types.GetValueOrDefault(revision.Id.Value)
                    ?? throw new RevisionFileException("RT0341", $"The [Revision(\"{revision.Id}\")] of the file is not Retort's.", revision.Source, "Write \"using Retort;\", and give no attribute of your own that name.");
                migrations[revision.Id] = new RevisionClass(type).Create(revision.Source);
            }
        }

        return Task.FromResult<IReadOnlyDictionary<RevisionId, Migration>>(migrations);
    }

    /// <summary>Compiles files into the cache without loading them, so that an image can carry them.</summary>
    /// <returns>How many were not there yet.</returns>
    /// <exception cref="RevisionCompilationException">A file does not compile.</exception>
    public int Compile(IReadOnlyList<CSharpRevisionFile> files, IReadOnlyList<CSharpRevisionFile> helpers, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        var keys = Keys(files, helpers);
        var found = Find(keys);
        CSharpRevisionFile[] missing = [.. files.Where(file => !found.ContainsKey(keys[file]))];
        CompileMissing(missing, helpers, keys, cancellationToken);
        return missing.Length;
    }

    private IEnumerable<(CSharpRevisionFile File, CompiledImage Image)> Images(
        IReadOnlyList<CSharpRevisionFile> files, IReadOnlyList<CSharpRevisionFile> helpers, CancellationToken cancellationToken)
    {
        var keys = Keys(files, helpers);
        var found = Find(keys);
        CSharpRevisionFile[] missing = [.. files.Where(file => !found.ContainsKey(keys[file]))];
        var compiled = missing.Length == 0 ? [] : CompileMissing(missing, helpers, keys, cancellationToken);
        return files.Select(file => (file, found.GetValueOrDefault(keys[file]) ?? compiled[file]));
    }

    private Dictionary<string, CompiledImage> Find(Dictionary<CSharpRevisionFile, string> keys) => _cache?.Read(keys.Values) ?? [];

    // A method of its own: the first call loads the compiler, which a warm start never makes.
    private Dictionary<CSharpRevisionFile, CompiledImage> CompileMissing(
        CSharpRevisionFile[] missing, IReadOnlyList<CSharpRevisionFile> helpers, Dictionary<CSharpRevisionFile, string> keys, CancellationToken cancellationToken)
    {
        var compiled = RoslynCompilation.Compile(missing, helpers, cancellationToken);
        foreach (var group in compiled.GroupBy(pair => pair.Value, pair => keys[pair.Key]))
        {
            _cache?.Write([.. group], group.Key);
        }

        return compiled;
    }

    private static Dictionary<CSharpRevisionFile, string> Keys(IReadOnlyList<CSharpRevisionFile> files, IReadOnlyList<CSharpRevisionFile> helpers)
    {
        // Revisions see Retort's types and the framework's; another build of either may mean another compilation.
        var surroundings = $"{typeof(Migration).Module.ModuleVersionId:N} {typeof(RevisionCompiler).Module.ModuleVersionId:N} {Environment.Version} {string.Concat(helpers.Select(helper => $"\0{helper.Path}\0{helper.Text}"))}";
        return files.ToDictionary(file => file, file => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{surroundings}\0{file.Path}\0{file.Text}"))));
    }
}
