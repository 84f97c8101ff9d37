using Retort.Testing;

namespace Retort.Hosting.Tests;

/// <summary>What others build on: it changes only when somebody meant it to.</summary>
public sealed class ApprovalTests
{
    [Fact]
    public async Task The_public_members_of_the_package()
    {
        var actual = PublicApi.Describe(typeof(RetortOptions).Assembly);

        Assert.Equal(await Approved.TextOrApproveAsync("tests/approved/Retort.Hosting.txt", actual), actual);
    }
}
