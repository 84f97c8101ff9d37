namespace Retort;

/// <summary>Finds what was probably meant by a name that was typed wrongly.</summary>
internal static class Likeness
{
    /// <summary>The candidate whose name is most like a name; the default value when none is like it.</summary>
    public static T? Nearest<T>(string name, IEnumerable<T> candidates, Func<T, string> nameOf)
    {
        var limit = Math.Max(1, name.Length / 3);
        return candidates
            .Where(candidate => Math.Abs(nameOf(candidate).Length - name.Length) <= limit)
            .Select(candidate => (Candidate: candidate, Distance: Distance(name, nameOf(candidate))))
            .Where(pair => pair.Distance <= limit)
            .OrderBy(pair => pair.Distance)
            .ThenBy(pair => nameOf(pair.Candidate), StringComparer.Ordinal)
            .Select(pair => pair.Candidate)
            .FirstOrDefault();
    }

    /// <summary>Levenshtein's distance: how many characters must be added, removed or replaced.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
