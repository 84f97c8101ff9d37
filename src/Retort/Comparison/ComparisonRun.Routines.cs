using System.Text.RegularExpressions;
using Retort.Operations;
using Retort.Schema;

namespace Retort.Comparison;

internal sealed partial class ComparisonRun
{
    /// <summary>
    /// A function that is made comes after those that its body seems to call. The database looks into a body when the function is made, but does not tell
    /// what it found there; a word that only looks like a call does no harm, as nothing else is ordered against it. Where functions call each other in a
    /// circle, the database does not look.
    /// </summary>
    private void OrderByBodies()
    {
        var made = _to.Objects.OfType<Routine>()
            .Select(routine => (Routine: routine, Change: _graph.Find(routine.Id, ChangePhase.Create) ?? _graph.Find(routine.Id, ChangePhase.Alter)))
            .Where(pair => pair.Change is not null)
            .ToLookup(pair => pair.Routine.Name.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var (routine, change) in made.SelectMany(pairs => pairs).OrderBy(pair => pair.Routine.Id))
        {
            var isBefore = false;
            foreach (var word in CalledWord().EnumerateMatches(routine.Definition))
            {
                foreach (var (_, called) in made[routine.Definition.Substring(word.Index, word.Length)])
                {
                    isBefore |= !ChangeGraph.Prefer(called!, change!);
                }
            }

            if (isBefore && IsReadWhenMade().IsMatch(routine.Definition) && _dialect.BodyChecks is var (off, on))
            {
                change!.Operations.Insert(0, new ExecuteSql(off));
                change.Operations.Insert(2, new ExecuteSql(on));
            }
        }
    }

    /// <summary>A function goes before another one of its name comes: both might be meant by a call that leaves out arguments.</summary>
    private void OrderBySignatures()
    {
        var routines = _graph.All.Where(change => change.Id.Kind is ObjectKind.Function or ObjectKind.Procedure).ToLookup(change => change.Phase);
        foreach (var (drop, create) in from drop in routines[ChangePhase.Drop] join create in routines[ChangePhase.Create] on drop.Id.Name equals create.Id.Name select (drop, create))
        {
            ChangeGraph.Prefer(drop, create);
        }
    }

    [GeneratedRegex(@"\w+(?=""?\s*\()", RegexOptions.CultureInvariant)]
    private static partial Regex CalledWord();

    // The bodies of other languages are only read when they run.
    [GeneratedRegex(@"\bLANGUAGE\s+sql\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex IsReadWhenMade();
}
