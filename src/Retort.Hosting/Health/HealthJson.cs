using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Retort.Hosting.Health;

/// <summary>
/// Writes a health report for whoever asks, which may be anybody: statuses, revisions and codes of errors, but neither messages nor addresses. Those stand in the log.
/// </summary>
internal static class HealthJson
{
    public static byte[] Write(HealthReport report)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("status", WordFor(report.Status));
            json.WriteStartObject("components");
            foreach (var (name, entry) in report.Entries)
            {
                json.WriteStartObject(name);
                json.WriteString("status", WordFor(entry.Status));
                WriteData(json, entry.Data);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteData(Utf8JsonWriter json, IReadOnlyDictionary<string, object> data)
    {
        foreach (var (key, value) in data.Where(pair => pair.Key != "status"))
        {
            switch (value)
            {
                case ImmutableArray<string> ids:
                    json.WriteStartArray(key);
                    foreach (var id in ids)
                    {
                        json.WriteStringValue(id);
                    }

                    json.WriteEndArray();
                    break;
                case string text:
                    json.WriteString(key, text);
                    break;
                case int number:
                    json.WriteNumber(key, number);
                    break;
                case DBNull:
                    json.WriteNull(key);
                    break;
            }
        }
    }

    private static string WordFor(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}
