using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Retort.Cli.Configuration;

/// <summary>The JSON Schema of <c>retort.json</c>: what an editor completes from, and what decides which settings there are.</summary>
internal static class SettingsSchema
{
    public const string FileName = "retort.schema.json";

    /// <summary>The text of the schema, which a new project gets a copy of.</summary>
    public static string Text { get; } = Read();

    /// <summary>Refuses a setting that the schema does not know, at any depth: a misspelt one would be ignored in silence.</summary>
    public static void RequireKnown(IConfiguration settings)
    {
        using var document = JsonDocument.Parse(Text);
        RequireKnown(settings, document.RootElement, document.RootElement);
    }

    private static void RequireKnown(IConfiguration settings, JsonElement schema, JsonElement root)
    {
        while (schema.TryGetProperty("$ref", out var reference))
        {
            schema = reference.GetString()!.Split('/').Skip(1).Aggregate(root, (element, name) => element.GetProperty(name));
        }

        if (!schema.TryGetProperty("additionalProperties", out var others))
        {
            return;
        }

        schema.TryGetProperty("properties", out var properties);
        foreach (var child in settings.GetChildren())
        {
            if (!TryGet(properties, child.Key, out var property) && (property = others).ValueKind == JsonValueKind.False)
            {
                throw new UsageException(
                    $"\"{child.Path.Replace(':', '.')}\" is not a setting of {ProjectReader.FileName}.",
                    $"The settings here are: {string.Join(", ", properties.EnumerateObject().Select(known => known.Name))}.");
            }

            RequireKnown(child, property, root);
        }
    }

    /// <summary>A setting by its name, in capitals or not, as configuration takes it.</summary>
    private static bool TryGet(JsonElement properties, string name, out JsonElement property)
    {
        property = default;
        if (properties.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        foreach (var known in properties.EnumerateObject())
        {
            if (known.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                property = known.Value;
                return true;
            }
        }

        return false;
    }

    private static string Read()
    {
        using var reader = new StreamReader(typeof(SettingsSchema).Assembly.GetManifestResourceStream(FileName)!);
        return reader.ReadToEnd();
    }
}
