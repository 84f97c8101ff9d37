using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Retort.Hosting;

/// <summary>
/// The section of an application without what only the command line knows. Variables <c>RETORT__...</c> are read by both, and an image can have both: <c>RETORT__BACKUP__MODE</c> is no
/// setting of the application, and no misspelt one either.
/// </summary>
internal sealed class ApplicationSettings(IConfiguration section) : IConfiguration
{
    private static readonly HashSet<string> _ofCommandLine = new(StringComparer.OrdinalIgnoreCase)
    {
        "$schema", "databases", "versions", "fileTemplate", "timezone", "transaction", "schemas", "compare", "target", "generate", "backup", "lock", "protected", "guardRewrites", "backfill",
        "lint", "lintAssemblies", "scratchUrl",
    };

    public string? this[string key]
    {
        get => section[key];
        set => section[key] = value;
    }

    public IEnumerable<IConfigurationSection> GetChildren() => section.GetChildren().Where(child => !_ofCommandLine.Contains(child.Key));

    public IConfigurationSection GetSection(string key) => section.GetSection(key);

    public IChangeToken GetReloadToken() => section.GetReloadToken();
}
