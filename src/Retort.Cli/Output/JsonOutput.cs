using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Retort.Cli.Output;

/// <summary>Prints JSON documents: one per run, with the version of their schema first.</summary>
internal static class JsonOutput
{
    public static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(TextWriter output, JsonObject document) => output.Write(Text(document));

    /// <summary>A document as it is printed.</summary>
    public static string Text(JsonObject document)
    {
        document.Insert(0, "schemaVersion", 1);
        return $"{document.ToJsonString(Readable)}\n";
    }

    /// <summary>Writes a document as one line of several.</summary>
    public static void WriteLine(TextWriter output, JsonObject document)
    {
        document.Insert(0, "schemaVersion", 1);
        output.WriteLine(document.ToJsonString(OneLine));
        output.Flush();
    }

    /// <summary>A moment as scripts read it.</summary>
    public static string Moment(DateTimeOffset moment) => moment.ToString("O", CultureInfo.InvariantCulture);

    public static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode?> write) => [.. items.Select(write)];

    public static JsonArray Array<T>(IEnumerable<T> items) => [.. items.Select(item => (JsonNode?)JsonValue.Create(item?.ToString()))];
}
