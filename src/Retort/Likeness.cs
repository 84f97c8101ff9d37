namespace Retort;

/// <summary>Finds what was probably meant by a name that was typed wrongly.</summary>
internal static class Likeness
{
    // Shorter beginnings fit too much to say what was meant.
    private const int ShortestBeginning = 3;

    /// <summary>The candidate whose name is most like a name; the default value when none is like it. A name that was not typed to its end wins over one that was typed wrongly.</summary>
    public static T? Nearest<T>(string name, IEnumerable<T> candidates, Func<T, string> nameOf)
    {
        var limit = Math.Max(1, name.Length / 3);
        return candidates
            .Select(candidate => (Candidate: candidate, Name: nameOf(candidate)))
            .Select(one => (one.Candidate, one.Name, IsBegun: name.Length >= ShortestBeginning && one.Name.StartsWith(name, StringComparison.Ordinal)))
            .Where(one => one.IsBegun || Math.Abs(one.Name.Length - name.Length) <= limit)
            .Select(one => (one.Candidate, one.Name, one.IsBegun, Distance: Distance(name, one.Name)))
            .Where(one => one.IsBegun || one.Distance <= limit)
            .OrderByDescending(one => one.IsBegun)
            .ThenBy(one => one.Distance)
            .ThenBy(one => one.Name, StringComparer.Ordinal)
            .Select(one => one.Candidate)
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
