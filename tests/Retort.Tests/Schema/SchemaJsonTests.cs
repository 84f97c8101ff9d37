using System.Text.Json;
using Retort.Schema;
using Retort.Testing;

namespace Retort.Tests.Schema;

public sealed class SchemaJsonTests
{
    private static readonly MigrationBuilder T = new(new MigrationContext { Engine = "postgresql" });

    [Fact]
    public async Task The_text_is_the_one_that_was_approved()
    {
        var actual = SchemaJson.Write(new DatabaseSchema(SchemaSamples.All, [], [new UnmanagedObject("foreign table", "away")]));

        Assert.Equal(await Approved.TextOrApproveAsync("tests/approved/schema.json", actual), actual);
    }

    [Fact]
    public void A_table_says_only_what_is_not_a_default()
    {
        var schema = new DatabaseSchema([new Table(("app", "user.names"), [new Column("id", T.Int()) { Nullable = false }], [new PrimaryKey("pk", ["id"])])], [], []);

        Assert.Equal("""
            {
              "schemaVersion": 1,
              "tables": [
                {
                  "name": "app.\"user.names\"",
                  "columns": [
                    {
                      "name": "id",
                      "type": "int",
                      "nullable": false
                    }
                  ],
                  "constraints": [
                    {
                      "kind": "primaryKey",
                      "name": "pk",
                      "columns": [
                        "id"
                      ]
                    }
                  ]
                }
              ]
            }
            """, SchemaJson.Write(schema));
    }

    [Fact]
    public void An_empty_schema_is_a_document_too() => Assert.Equal("{\n  \"schemaVersion\": 1\n}", SchemaJson.Write(DatabaseSchema.Empty));

    [Fact]
    public void Columns_keep_their_order()
    {
        var schema = new DatabaseSchema([new Table("t", [new Column("b", T.Int()), new Column("a", T.Int())], [])], [], []);
        using var json = JsonDocument.Parse(SchemaJson.Write(schema));

        Assert.Equal(["b", "a"], json.RootElement.GetProperty("tables")[0].GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("name").GetString()));
    }
}
