using System.Text.RegularExpressions;
using Retort.Schema;

namespace Retort.Comparison;

internal sealed partial class ComparisonRun
{
    /// <summary>
    /// A function that is made comes after those that its body seems to call. The database looks into a body when the function is made, but does not tell
    /// what it found there; a word that only looks like a call does no harm, as nothing else is ordered against it.
    /// </summary>
    private void OrderByBodies()
    {
        var made = _to.Objects.OfType<Routine>()
            .Select(routine => (Routine: routine, Change: _graph.Find(routine.Id, ChangePhase.Create) ?? _graph.Find(routine.Id, ChangePhase.Alter)))
            .Where(pair => pair.Change is not null)
            .ToLookup(pair => pair.Routine.Name.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var (routine, change) in made.SelectMany(pairs => pairs).OrderBy(pair => pair.Routine.Id))
        {
            foreach (var word in CalledWord().EnumerateMatches(routine.Definition))
            {
                foreach (var (_, called) in made[routine.Definition.Substring(word.Index, word.Length)])
                {
                    ChangeGraph.Prefer(called!, change!);
                }
            }
        }
    }

    [GeneratedRegex(@"\w+(?=""?\s*\()", RegexOptions.CultureInvariant)]
    private static partial Regex CalledWord();
}
