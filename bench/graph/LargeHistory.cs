using System.Globalization;
using Retort.Revisions;

namespace Retort.Benchmarks;

/// <summary>100,001 revisions of which every tenth forks off and every twentieth joins the fork again.</summary>
internal static class LargeHistory
{
    public const int Count = 100_001;

    public static RevisionId Head => Id(Count - 1);

    public static Revision[] Build() => [.. Enumerable.Range(0, Count).Select(Revision)];

    private static Revision Revision(int i) => new()
    {
        Id = Id(i),
        Revises = (i % 20) switch
        {
            0 when i == 0 => [],
            0 => [Id(i - 1), Id(i - 10)],
            11 => [Id(i - 2)],
            _ => [Id(i - 1)],
        },
        Source = new SourceLocation(string.Create(CultureInfo.InvariantCulture, $"{i}.sql")),
    };

    private static RevisionId Id(int i) => RevisionId.Parse(string.Create(CultureInfo.InvariantCulture, $"r{i}"));
}
