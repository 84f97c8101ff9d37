using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Retort.PostgreSql.Introspection;

/// <summary>Storage parameters and options of views. The catalogue keeps them as they were typed.</summary>
internal static class StorageParameters
{
    private static readonly FrozenSet<string> Switches = new[]
    {
        "autovacuum_enabled", "autosummarize", "deduplicate_items", "fastupdate", "security_barrier", "security_invoker",
        "toast.autovacuum_enabled", "toast.vacuum_truncate", "user_catalog_table", "vacuum_truncate",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The parameters in one spelling, sorted.</summary>
    public static ImmutableArray<string> Normalize(ImmutableArray<string> parameters) =>
        [.. parameters.Select(Normalize).Order(StringComparer.Ordinal)];

    private static string Normalize(string parameter)
    {
        var equals = parameter.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = (parameter[..equals], parameter[(equals + 1)..]);
        return !Switches.Contains(name) ? parameter : value.ToLowerInvariant() switch
        {
            "on" or "yes" or "1" or "true" or "t" => $"{name}=true",
            "off" or "no" or "0" or "false" or "f" => $"{name}=false",
            _ => parameter,
        };
    }
}
