using System.Xml.Linq;
using Retort.PostgreSql;
using Retort.Reporting;
using Retort.Revisions;
using Retort.Schema;
using Retort.Testing;

namespace Retort.Tests.Reporting;

public sealed class SchemaDocumentTests
{
    private const string Hostile = "a\"><script>alert('x')</script>|`` [b](javascript:c) **d**\r\n# e\u0000";

    private static readonly MigrationBuilder T = new(new MigrationContext { Engine = "postgresql" });

    [Fact]
    public void The_page_is_well_formed_loads_nothing_and_its_links_lead_somewhere()
    {
        var page = Page(new(SchemaSamples.All, [], [new UnmanagedObject("foreign table", "away")]));
        var ids = page.Descendants().Attributes("id").Select(id => id.Value).ToList();

        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Empty(page.Descendants("a").Select(link => link.Attribute("href")!.Value).Except(ids.Select(id => $"#{id}")));
        Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName is "script" or "link" or "img" or "iframe");
        Assert.DoesNotContain("url(", page.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_in_the_schema_is_named()
    {
        var text = Page(new(SchemaSamples.All, [], [new UnmanagedObject("foreign table", "away")])).Root!.Value;

        Assert.All(SchemaSamples.All, item => Assert.Contains(item.Id.Part is { } part && item is not Routine ? part : item.Id.Name.Name, text, StringComparison.Ordinal));
        Assert.All(SchemaSamples.All.OfType<Table>().SelectMany(table => table.Constraints), constraint => Assert.Contains(constraint.Name, text, StringComparison.Ordinal));
        Assert.All(SchemaSamples.All.Select(item => item.Comment).OfType<string>(), comment => Assert.Contains(comment, text, StringComparison.Ordinal));
        Assert.Contains("away", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_tells_who_refers_to_it_and_what_it_refers_to()
    {
        var schema = Shop;

        var page = Page(schema);

        var links = page.Descendants("main").Descendants("a").Select(link => (link.Attribute("href")!.Value, link.Value)).ToList();
        Assert.Equal([("#table-people", "people"), ("#table-orders", "orders")], links);
    }

    [Fact]
    public void The_revision_that_made_a_table_is_told_and_for_a_column_where_it_is_another_one()
    {
        var (first, second) = (RevisionOf("aa1", "Add people"), RevisionOf("bb2", "Add notes"));
        var options = new SchemaDocumentOptions
        {
            Title = "Shop",
            MadeBy = new Dictionary<ObjectId, Revision>
            {
                [new(ObjectKind.Table, "people")] = first,
                [new(ObjectKind.Column, "people", "id")] = first,
                [new(ObjectKind.Column, "people", "note")] = second,
            },
        };

        var markdown = SchemaDocument.WriteMarkdown(Shop, PostgreSqlDialect.Instance, options);

        Assert.Contains("# Shop\n", markdown, StringComparison.Ordinal);
        Assert.Contains("Made by revision `aa1`: Add people\n", markdown, StringComparison.Ordinal);
        Assert.Contains("| `note` | `text` | yes |  | Added by `bb2` |", markdown, StringComparison.Ordinal);
        Assert.Contains("| `id` | `integer` |  | PK |  |", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_names_and_comments_are_text_in_HTML()
    {
        var page = Page(HostileSchema);

        Assert.Empty(page.Descendants("script"));
        Assert.All(page.Descendants("a"), link => Assert.StartsWith("#", link.Attribute("href")!.Value, StringComparison.Ordinal));
        Assert.Contains("<script>alert('x')</script>", page.Descendants("h3").First().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_names_and_comments_stay_in_their_cell_in_Markdown()
    {
        var lines = SchemaDocument.WriteMarkdown(HostileSchema, PostgreSqlDialect.Instance).Split('\n');

        var cells = lines.Where(line => line.StartsWith('|')).Select(line => line.Replace("\\|", "", StringComparison.Ordinal).Count(character => character == '|')).ToList();
        Assert.Equal([6, 6, 6, 3, 3, 3], cells);
        Assert.DoesNotContain(lines, line => line.StartsWith("# e", StringComparison.Ordinal));
        Assert.DoesNotContain(lines.Where(line => !line.Contains('`', StringComparison.Ordinal)), line => line.Contains("<script", StringComparison.Ordinal) && !line.Contains("\\<script", StringComparison.Ordinal));
    }

    [Fact]
    public void Tables_are_grouped_by_the_first_word_and_by_what_they_cannot_do_without()
    {
        static Table Of(string name, params string[] needs) => new(
            name,
            [.. needs.Select(need => new Column($"{need}_id", T.Int()) { Nullable = false })],
            [.. needs.Select(need => new ForeignKey($"fk_{name}_{need}", [$"{need}_id"], need, ["id"]))]);
        var schema = new DatabaseSchema(
            [Of("users"), Of("user_settings", "users"), Of("sessions", "users"), Of("orders", "users"), Of("order_items", "orders"), Of("refunds", "users", "orders"), Of("events")], [], []);

        Assert.Equal(
            ["Order: order_items orders refunds", "User: sessions user_settings users", "Others: events"],
            TableGroups.Of(schema).Select(group => $"{group.Name}: {string.Join(' ', group.Tables.Select(table => table.Name.ToString()).Order(StringComparer.Ordinal))}"));
    }

    private static DatabaseSchema Shop => new(
    [
        new Table("people", [new Column("id", T.Int()) { Nullable = false }, new Column("note", T.Text())], [new PrimaryKey("pk_people", ["id"])]),
        new Table("orders", [new Column("person", T.Int())], [new ForeignKey("fk_person", ["person"], "people", ["id"])]),
    ], [], []);

    private static DatabaseSchema HostileSchema => new(
        [new Table(Named, [new Column(Named, T.Type(Hostile)) { Comment = Hostile, Nullable = false, Default = ColumnDefault.OfSql(Hostile) }], [new UniqueConstraint(Named, [Named])]) { Comment = Hostile }], [], []);

    private static string Named => Hostile.TrimEnd('\0');

    private static XDocument Page(DatabaseSchema schema) => XDocument.Parse(SchemaDocument.WriteHtml(schema, PostgreSqlDialect.Instance));

    private static Revision RevisionOf(string id, string message) => new() { Id = RevisionId.Parse(id), Message = message, Source = new SourceLocation($"{id}.cs", 1) };
}
