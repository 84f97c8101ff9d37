using System.Runtime.InteropServices;
using System.Text.Json;

namespace Retort.Targets;

/// <summary>
/// Finds the frameworks beside .NET's own that an application is built on, such as ASP.NET Core: an application that uses it does not carry its assemblies, and
/// the host need not have it.
/// </summary>
internal static class SharedFramework
{
    /// <summary>The folders with the assemblies of the frameworks that an assembly's <c>.runtimeconfig.json</c> names and that are installed.</summary>
    public static IReadOnlyList<string> FoldersOf(string assemblyPath)
    {
        var configuration = Path.ChangeExtension(assemblyPath, ".runtimeconfig.json");
        if (!File.Exists(configuration))
        {
            return [];
        }

        using var document = JsonDocument.Parse(File.ReadAllBytes(configuration));
        var options = document.RootElement.GetProperty("runtimeOptions");
        var named = options.TryGetProperty("frameworks", out var several) ? [.. several.EnumerateArray()]
            : options.TryGetProperty("framework", out var one) ? new[] { one }
            : [];
        return [.. named
            .Select(framework => (Name: framework.GetProperty("name").GetString()!, Version: VersionOf(framework.GetProperty("version").GetString()!)))
            .Where(framework => framework.Name != "Microsoft.NETCore.App")
            .Select(framework => Installed(framework.Name, framework.Version))
            .OfType<string>()];
    }

    // As the host of .NET does: the latest patch of the version asked for, else the next version there is.
    private static string? Installed(string name, Version wanted)
    {
        // .../shared/Microsoft.NETCore.App/10.0.1/
        var shared = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", name));
        return !Directory.Exists(shared) ? null : Directory.GetDirectories(shared)
            .Select(folder => (Folder: folder, Version: VersionOf(Path.GetFileName(folder))))
            .Where(found => found.Version >= wanted)
            .OrderBy(found => (found.Version.Major, found.Version.Minor))
            .ThenByDescending(found => found.Version)
            .Select(found => found.Folder)
            .FirstOrDefault();
    }

    private static Version VersionOf(string text) => Version.TryParse(text.Split('-')[0], out var version) ? version : new Version(0, 0);
}
