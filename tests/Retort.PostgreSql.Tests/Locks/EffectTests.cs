using Retort.Testing;

namespace Retort.PostgreSql.Tests.Locks;

/// <summary>What statements lock, read and write anew: the rules beside servers of three versions, and the page that tells it.</summary>
public sealed class EffectTests
{
    private static readonly int[] Servers = [13, 15, 18];

    public static TheoryData<int> Versions => [.. Servers];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task The_rules_say_what_a_server_does(int version)
    {
        var seen = await Sighting.OnAsync(version);

        string[] differences = [.. seen.Where(one => one.Seen is not null && Sighting.Describe(one.Seen) != Sighting.Describe(one.Ruled))
            .Select(one => $"{one.Case.Sql}\n  server: {Sighting.Describe(one.Seen!)}\n  rules:  {Sighting.Describe(one.Ruled)}")];
        Assert.True(differences.Length == 0, string.Join('\n', differences));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_server_refuses_the_statements_of_newer_ones_and_no_other(int version)
    {
        var seen = await Sighting.OnAsync(version);

        Assert.Equal(seen.Where(one => one.Case.Since > version).Select(one => one.Case), seen.Where(one => one.Seen is null).Select(one => one.Case));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_server_refuses_in_a_transaction_what_is_run_outside(int version)
    {
        var seen = await Sighting.OnAsync(version);

        Assert.Equal(seen.Where(one => one.Seen is not null && !PostgreSqlStatementKind.Classify(new(one.Case.Sql)).Transactional).Select(one => one.Case), seen.Where(one => one.Seen is not null && one.IsAlone).Select(one => one.Case));
    }

    [Fact]
    public async Task The_page_of_the_locks()
    {
        var seen = await Task.WhenAll(Servers.Select(Sighting.OnAsync));

        var actual = LockPage.Write([.. seen.SelectMany(one => one)], Servers);

        Assert.Equal(await Approved.TextOrApproveAsync("docs/locks.md", actual), actual);
    }
}
