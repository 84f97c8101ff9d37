using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Retort.Schema;

/// <summary>
/// The canonical JSON of a schema: the same text for the same schema, one object of it after another, grouped by kind, what has its default left
/// out. Fit to commit and to compare line by line. Names with a schema are written <c>schema.name</c>, and a part with a dot or a quote in it is quoted.
/// </summary>
public static class SchemaJson
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a schema, with what was seen in the database and is not managed. Dependencies follow from the rest and are not written.</summary>
    public static string Write(DatabaseSchema schema)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", 1);
            new SchemaJsonWriter(json, forFingerprint: false).WriteObjects(schema);
            WriteUnmanaged(json, schema);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteUnmanaged(Utf8JsonWriter json, DatabaseSchema schema)
    {
        if (schema.Unmanaged.IsEmpty)
        {
            return;
        }

        json.WriteStartArray("unmanaged");
        foreach (var item in schema.Unmanaged)
        {
            json.WriteStartObject();
            json.WriteString("kind", item.Kind);
            json.WriteString("name", item.Name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
