using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Retort.Execution;

/// <summary>Where a backfill stands, as the journal keeps it.</summary>
/// <param name="Key">The key of the last row that was passed, in literals of SQL; empty at the beginning of the table.</param>
/// <param name="Rows">How many rows were passed.</param>
/// <param name="Updated">How many of them were updated.</param>
/// <param name="Settles">Whether no updated row satisfied the condition afterwards, so that going over the table again updates none of them twice.</param>
internal sealed record BackfillPosition(ImmutableArray<string> Key, long Rows, long Updated, bool Settles)
{
    /// <summary>Before the first row.</summary>
    /// <param name="hasCondition">Whether there is a condition at all.</param>
    public static BackfillPosition Start(bool hasCondition) => new([], 0, 0, hasCondition);

    public static BackfillPosition Parse(string json)
    {
        var read = JsonNode.Parse(json)!;
        return new([.. read["key"]!.AsArray().Select(literal => (string)literal!)], (long)read["rows"]!, (long)read["updated"]!, (bool)read["settles"]!);
    }

    public string ToJson()
    {
        // Quotes stay as they are: a person may want to read it.
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartArray("key");
            foreach (var literal in Key)
            {
                json.WriteStringValue(literal);
            }

            json.WriteEndArray();
            json.WriteNumber("rows", Rows);
            json.WriteNumber("updated", Updated);
            json.WriteBoolean("settles", Settles);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
