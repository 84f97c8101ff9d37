namespace Retort.Revisions;

/// <summary>A range as it was typed: <c>FROM:TO</c>, each end optional.</summary>
/// <param name="From">The lower end; <see langword="null"/> when it was left out.</param>
/// <param name="To">The upper end; <see langword="null"/> when it was left out.</param>
public readonly record struct RevisionRange(string? From, string? To)
{
    /// <summary>Takes a range apart. A text without a colon is an upper end.</summary>
    /// <exception cref="RevisionGraphException">There is more than one colon.</exception>
    public static RevisionRange Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split(':') switch
        {
            [var to] => new(null, OrNull(to)),
            [var from, var to] => new(OrNull(from), OrNull(to)),
            _ => throw new RevisionGraphException(RevisionProblem.InvalidTarget, $"\"{text}\" is not a range.", hint: "A range is FROM:TO; either end may be left out."),
        };
    }

    private static string? OrNull(string text) => text.Length == 0 ? null : text;
}
