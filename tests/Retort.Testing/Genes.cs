using FsCheck;
using FsCheck.Fluent;

namespace Retort.Testing;

/// <summary>
/// A list of small numbers from which something is built: each place decides one thing, and 0 always means the simplest. So a list that is
/// changed at one place makes a thing that differs in one respect, and one that is shrunk makes a smaller thing.
/// </summary>
public sealed class Genes(ReadOnlyMemory<int> values)
{
    private const int Greatest = 719;

    /// <summary>Two lists: mostly the second differs from the first in a few places, sometimes in many, seldom in all.</summary>
    public static Arbitrary<(int[] Before, int[] After)> Pairs(int length)
    {
        var lists = Gen.Frequency((1, Gen.Constant(0)), (2, Gen.Choose(0, Greatest))).ArrayOf(length);
        return Arb.From(
            from before in lists
            from count in Gen.Frequency((6, Gen.Choose(1, 4)), (3, Gen.Choose(5, 25)), (1, Gen.Constant(length)))
            from places in count == length ? Gen.Constant(Enumerable.Range(0, length).ToArray()) : Gen.Choose(0, length - 1).ArrayOf(count)
            from values in lists
            select (before, With(before, places, place => values[place])),
            Shrink);
    }

    /// <summary>What a place decides, as one of so many choices.</summary>
    public int this[int place, int choices] => values.Span[place] % choices;

    /// <summary>The genes of a part of the thing.</summary>
    public Genes Part(int start, int length) => new(values.Slice(start, length));

    // First what differs is made the same, then what is there is made simple: at half of the places at once, at a quarter, and so on.
    private static IEnumerable<(int[] Before, int[] After)> Shrink((int[] Before, int[] After) pair)
    {
        var (before, after) = pair;
        for (var size = before.Length; size > 0; size /= 2)
        {
            foreach (var places in Enumerable.Range(0, before.Length).Chunk(size))
            {
                if (places.Any(place => before[place] != after[place]))
                {
                    yield return (before, With(after, places, place => before[place]));
                }

                if (places.Any(place => before[place] != 0 || after[place] != 0))
                {
                    yield return (With(before, places, _ => 0), With(after, places, _ => 0));
                }
            }
        }
    }

    private static int[] With(int[] values, IEnumerable<int> places, Func<int, int> valueOf)
    {
        int[] changed = [.. values];
        foreach (var place in places)
        {
            changed[place] = valueOf(place);
        }

        return changed;
    }
}
