using Retort.Targets;
using Retort.Testing;

namespace Retort.Tests.Targets;

/// <summary>The frameworks that an application names and does not carry.</summary>
public sealed class SharedFrameworkTests
{
    [Theory]
    [InlineData("\"framework\": { \"name\": \"Microsoft.NETCore.App\", \"version\": \"10.0.0\" }", 0)]
    [InlineData("\"frameworks\": [ { \"name\": \"Microsoft.NETCore.App\", \"version\": \"10.0.0\" }, { \"name\": \"Microsoft.AspNetCore.App\", \"version\": \"10.0.0-rc.1\" } ]", 1)]
    [InlineData("\"framework\": { \"name\": \"Microsoft.AspNetCore.App\", \"version\": \"8.0.0\" }", 1)]
    [InlineData("\"framework\": { \"name\": \"Microsoft.AspNetCore.App\", \"version\": \"99.0.0\" }", 0)]
    [InlineData("\"framework\": { \"name\": \"Nowhere.App\", \"version\": \"10.0.0\" }", 0)]
    [InlineData("\"tfm\": \"net10.0\"", 0)]
    public void The_newest_installed_patch_is_taken(string options, int found)
    {
        using var folder = new TempFolder();
        folder.Write("App.runtimeconfig.json", $"{{ \"runtimeOptions\": {{ {options} }} }}");

        var folders = SharedFramework.FoldersOf(folder["App.dll"]);

        Assert.Equal(found, folders.Count);
        Assert.All(folders, framework => Assert.True(File.Exists(Path.Combine(framework, "Microsoft.AspNetCore.dll"))));
    }

    [Fact]
    public void A_library_names_none()
    {
        using var folder = new TempFolder();

        Assert.Empty(SharedFramework.FoldersOf(folder["App.dll"]));
    }
}
