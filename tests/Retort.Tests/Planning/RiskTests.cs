using System.Collections.Immutable;
using Retort.Operations;
using Retort.Planning;
using Retort.Schema;

namespace Retort.Tests.Planning;

/// <summary>What is said of statements whose effects are known, on tables of a known size.</summary>
public class RiskTests
{
    private static readonly RiskAssessor Assessor = new(new Dictionary<ObjectName, RelationSize>
    {
        ["large"] = new(12_000_000, 2_100_000_000),
        ["small"] = new(10, 8192),
        ["unknown"] = new(null, null),
    });

    [Theory]
    [InlineData("small", LockMode.AccessExclusive, false, false, DurationClass.Instant)]
    [InlineData("large", LockMode.AccessExclusive, false, false, DurationClass.Instant)]
    [InlineData("small", LockMode.AccessExclusive, true, true, DurationClass.Instant)]
    [InlineData("large", LockMode.Share, false, true, DurationClass.Seconds)]
    [InlineData("large", LockMode.AccessExclusive, true, true, DurationClass.Minutes)]
    [InlineData("unknown", LockMode.AccessExclusive, true, true, DurationClass.Unknown)]
    public void A_duration_follows_from_what_is_read_and_written(string table, LockMode mode, bool rewrites, bool scans, DurationClass expected) =>
        Assert.Equal(expected, Assess(table, mode, rewrites, scans).Duration);

    [Theory]
    [InlineData("small", LockMode.AccessExclusive, false, Risk.Low, "Nobody can read or write \"small\" for a moment; what waits behind a long query makes others wait too.")]
    [InlineData("small", LockMode.AccessExclusive, true, Risk.Medium, "Nobody can read or write \"small\" while 8.2 kB are written anew.")]
    [InlineData("large", LockMode.AccessExclusive, true, Risk.High, "Nobody can read or write \"large\" while 2.1 GB are written anew (minutes).")]
    [InlineData("large", LockMode.ShareUpdateExclusive, true, Risk.Low, null)]
    public void A_risk_is_told_in_words(string table, LockMode mode, bool rewrites, Risk risk, string? reason)
    {
        var revision = RiskAssessor.Assess(null!, [Assess(table, mode, rewrites, rewrites)]);

        Assert.Equal(risk, revision.Risk);
        Assert.Equal(reason is null ? [] : [reason], revision.Reasons);
    }

    [Fact]
    public void What_is_scanned_under_a_lock_for_writers_only_stops_writers()
    {
        var revision = RiskAssessor.Assess(null!, [Assess("large", LockMode.Share, rewrites: false, scans: true)]);

        Assert.Equal(Risk.High, revision.Risk);
        Assert.Equal(["Nobody can write to \"large\" while 2.1 GB are read (seconds)."], revision.Reasons);
    }

    [Fact]
    public void Code_is_not_known_and_says_so()
    {
        var statement = Assessor.Assess(new SqlStatement("?") { Operation = new DeleteData("small", []) }, StatementEffects.Unknown, null);

        var revision = RiskAssessor.Assess(null!, [statement]);

        Assert.Equal(Risk.High, revision.Risk);
        Assert.Equal("small", statement.Relation?.Name);
        Assert.Equal(["Data is deleted: delete rows of table \"small\".", "What a statement locks is not known: delete rows of table \"small\"."], revision.Reasons);
    }

    private static AssessedStatement Assess(string table, LockMode mode, bool rewrites, bool scans)
    {
        ImmutableArray<ObjectName> name = [table];
        return Assessor.Assess(
            new SqlStatement("?"),
            new StatementEffects { Source = EffectSource.Observed, Locks = [new RelationLock(table, mode)], Rewrites = rewrites ? name : [], Scans = scans ? name : [] },
            null);
    }
}
