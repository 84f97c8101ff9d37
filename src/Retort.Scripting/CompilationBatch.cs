using Microsoft.CodeAnalysis;
using Retort.RevisionFiles;
using Retort.Revisions;

namespace Retort.Scripting;

/// <summary>
/// Revision files that are compiled together because none of them can tell: no name that one declares is used by another one. What each of them means is what
/// it means alone, for a small part of the time.
/// </summary>
internal sealed class CompilationBatch
{
    // More make an assembly larger of which one revision may be needed, and save nothing.
    private const int Capacity = 100;

    // A file that fits into none of the last few begins another one. All of them are not tried, or a thousand classes of one name would be compared with each other.
    private const int Open = 4;

    private readonly List<CSharpRevisionFile> _files = [];
    private readonly List<SyntaxTree> _trees = [];
    private readonly HashSet<RevisionId> _ids = [];
    private readonly HashSet<string> _used = [];
    private readonly HashSet<string> _types = [];
    private readonly HashSet<string> _namespaces = [];

    public IReadOnlyList<CSharpRevisionFile> Files => _files;

    public IReadOnlyList<SyntaxTree> Trees => _trees;

    /// <summary>Puts files together as far as they are independent of each other, and of what their helpers keep.</summary>
    /// <param name="files">Revision files.</param>
    /// <param name="around">What is compiled with every one of them.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static List<CompilationBatch> Divide(IReadOnlyList<(CSharpRevisionFile File, SyntaxTree Tree)> files, IReadOnlyList<SyntaxTree> around, CancellationToken cancellationToken)
    {
        var (batches, open) = (new List<CompilationBatch>(), new List<CompilationBatch>());
        var helpers = around.Select(tree => SourceNames.Read(tree, cancellationToken)).ToList();
        var mayShare = files.Count > 1 && !helpers.Exists(helper => helper.KeepsState);
        var (used, namespaces) = (helpers.SelectMany(helper => helper.Used).ToHashSet(), helpers.SelectMany(helper => helper.Namespaces).ToHashSet());
        foreach (var (file, tree) in files)
        {
            var names = SourceNames.Read(tree, cancellationToken);
            var isAlone = !mayShare || names.StandsAlone || names.Types.Overlaps(used) || HidesIn(names.Namespaces, namespaces, used);
            var batch = isAlone ? null : open.Find(batch => batch.Takes(file, names));
            if (batch is null)
            {
                batches.Add(batch = new CompilationBatch());
                if (!isAlone)
                {
                    open.Add(batch);
                }
            }

            batch.Add(file, tree, names);
            if (batch._files.Count == Capacity)
            {
                open.Remove(batch);
            }
            else if (open.Count > Open)
            {
                open.RemoveAt(0);
            }
        }

        return batches;
    }

    private bool Takes(CSharpRevisionFile file, SourceNames names) =>
        !names.Types.Overlaps(_used) && !_types.Overlaps(names.Used)
        && !HidesIn(names.Namespaces, _namespaces, _used) && !HidesIn(_namespaces, names.Namespaces, names.Used)
        && !file.Revisions.Any(revision => _ids.Contains(revision.Id));

    /// <summary>Whether one of the namespaces is new to those who have the others, and has a name that they use.</summary>
    private static bool HidesIn(HashSet<string> namespaces, HashSet<string> others, HashSet<string> used) =>
        namespaces.Any(space => !others.Contains(space) && used.Contains(space[(space.LastIndexOf('.') + 1)..]));

    private void Add(CSharpRevisionFile file, SyntaxTree tree, SourceNames names)
    {
        _files.Add(file);
        _trees.Add(tree);
        _ids.UnionWith(file.Revisions.Select(revision => revision.Id));
        _used.UnionWith(names.Used);
        _types.UnionWith(names.Types);
        _namespaces.UnionWith(names.Namespaces);
    }
}
