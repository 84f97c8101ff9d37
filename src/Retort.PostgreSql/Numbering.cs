using System.Globalization;
using Retort.Schema;

namespace Retort.PostgreSql;

/// <summary>How a sequence or an identity counts, as the options of its statements.</summary>
internal readonly record struct Numbering(long? Start, long? Increment, long? MinValue, long? MaxValue, long? Cache, bool Cycle)
{
    public static Numbering Of(Identity identity) =>
        new(identity.Start, identity.Increment, identity.MinValue, identity.MaxValue, identity.Cache, identity.Cycle);

    public static Numbering Of(Sequence sequence) =>
        new(sequence.Start, sequence.Increment, sequence.MinValue, sequence.MaxValue, sequence.Cache, sequence.Cycle ?? false);

    /// <summary>The options that are not left to the server.</summary>
    public IEnumerable<string> Declared
    {
        get
        {
            string?[] options =
            [
                Option("START WITH", Start), Option("INCREMENT BY", Increment), Option("MINVALUE", MinValue), Option("MAXVALUE", MaxValue), Option("CACHE", Cache), Cycle ? "CYCLE" : null,
            ];
            return options.OfType<string>();
        }
    }

    /// <summary>The options that make another numbering this one. What was left to the server is said, as ALTER takes no silence for it.</summary>
    public IEnumerable<string> ChangesFrom(Numbering from) => Said.Except(from.Said);

    /// <summary>Whether it can give the same numbers as another numbering.</summary>
    public bool HasRangeOf(Numbering other) => (MinValue, MaxValue, IsDescending) == (other.MinValue, other.MaxValue, other.IsDescending);

    /// <summary>
    /// All options, also those left to the server. The end at which it starts by default is said in numbers: with NO MINVALUE a change of the type would make an
    /// ascending one start at the least number of the type.
    /// </summary>
    public IEnumerable<string> Said =>
    [
        Option("MINVALUE", MinValue ?? (IsDescending ? null : 1)) ?? "NO MINVALUE",
        Option("MAXVALUE", MaxValue ?? (IsDescending ? -1 : null)) ?? "NO MAXVALUE",
        Option("START WITH", Start ?? (IsDescending ? MaxValue ?? -1 : MinValue ?? 1))!,
        Option("INCREMENT BY", Increment ?? 1)!,
        Option("CACHE", Cache ?? 1)!,
        Cycle ? "CYCLE" : "NO CYCLE",
    ];

    private bool IsDescending => Increment < 0;

    private static string? Option(string clause, long? value) => value is null ? null : string.Create(CultureInfo.InvariantCulture, $"{clause} {value}");
}
