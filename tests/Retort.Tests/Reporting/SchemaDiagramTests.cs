using System.Xml.Linq;
using Retort.PostgreSql;
using Retort.Reporting;
using Retort.Schema;

namespace Retort.Tests.Reporting;

public sealed class SchemaDiagramTests
{
    private const string Hostile = "\"><script>alert('x')</script>&\u0001\n--> ]]> %7B {";

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private static readonly MigrationBuilder T = new(new MigrationContext { Engine = "postgresql" });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_picture_is_well_formed_and_has_every_table_column_and_key(int seed)
    {
        var schema = RandomSchema.Of(seed);
        var keys = schema.Tables.SelectMany(table => table.Constraints.OfType<ForeignKey>()).ToList();

        var svg = XDocument.Parse(SchemaDiagram.WriteSvg(schema, PostgreSqlDialect.Instance));

        Assert.Equal(schema.Tables.Count() + (keys.Exists(key => key.ReferencedTable.Schema is not null) ? 1 : 0), Of(svg, "table").Count());
        Assert.Equal(schema.Tables.Sum(table => table.Columns.Length), Of(svg, "column").Count());
        Assert.Equal(keys.Select(key => key.Name).Order(StringComparer.Ordinal), Of(svg, "relation").Select(relation => relation.Element(Svg + "title")!.Value.Split(':')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_same_schema_makes_the_same_picture_whatever_the_order_of_its_objects()
    {
        var schema = RandomSchema.Of(7);
        var other = new DatabaseSchema(schema.Objects.Reverse(), [], []);

        Assert.Equal(SchemaDiagram.WriteSvg(schema, PostgreSqlDialect.Instance), SchemaDiagram.WriteSvg(other, PostgreSqlDialect.Instance));
    }

    [Fact]
    public void Hostile_names_are_text()
    {
        var svg = XDocument.Parse(SchemaDiagram.WriteSvg(HostileSchema, PostgreSqlDialect.Instance));

        Assert.DoesNotContain(svg.Descendants(), element => element.Name.LocalName == "script");
        Assert.Contains(Hostile.Replace('\u0001', '\uFFFD'), Of(svg, "table").First().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_schema_is_a_picture_too() => Assert.Empty(Of(XDocument.Parse(SchemaDiagram.WriteSvg(DatabaseSchema.Empty, PostgreSqlDialect.Instance)), "table"));

    [Fact]
    public void The_ends_of_a_line_tell_how_many_rows_there_may_be()
    {
        static int Rings(bool nullable, bool unique)
        {
            Constraint[] more = unique ? [new UniqueConstraint("uq", ["parent"])] : [];
            var child = new Table("child", [new Column("parent", T.Int()) { Nullable = nullable }], [new ForeignKey("fk", ["parent"], "parent", ["id"]), .. more]);
            var parent = new Table("parent", [new Column("id", T.Int())], [new PrimaryKey("pk", ["id"])]);
            return Of(XDocument.Parse(SchemaDiagram.WriteSvg(new([child, parent], [], []), PostgreSqlDialect.Instance)), "ring").Count();
        }

        Assert.Equal((1, 2, 1), (Rings(nullable: false, unique: false), Rings(nullable: true, unique: false), Rings(nullable: false, unique: true)));
    }

    [Fact]
    public void Mermaid_gets_words_it_can_read_and_the_real_names_as_comments()
    {
        var schema = new DatabaseSchema(
        [
            new Table(("audit", "log entries"), [new Column("user id", T.Decimal(10, 2)) { Comment = "Who \"did\" it" }, new Column("2nd", T.Type("timestamp with time zone"))], []),
            new Table("users", [new Column("id", T.Int()) { Nullable = false }], [new PrimaryKey("pk", ["id"]), new ForeignKey("fk", ["id"], ("audit", "log entries"), ["user id"])]),
        ], [], []);

        Assert.Equal("""
            erDiagram
                users {
                    integer id PK, FK
                }
                "audit.log entries" {
                    numeric(10_2) user_id "Who _did_ it"
                    timestamp_with_time_zone _2nd "2nd"
                }
                users |o--|| "audit.log entries" : "id"

            """, SchemaDiagram.WriteMermaid(schema, PostgreSqlDialect.Instance));
    }

    [Fact]
    public void Hostile_names_stay_on_their_line_in_Mermaid()
    {
        var lines = SchemaDiagram.WriteMermaid(HostileSchema, PostgreSqlDialect.Instance).TrimEnd().Split('\n');

        Assert.Equal(5, lines.Length);
        Assert.All(lines, line => Assert.True(line.Count(character => character == '"') % 2 == 0));
    }

    private static DatabaseSchema HostileSchema => new(
        [new Table(Hostile, [new Column(Hostile, T.Type(Hostile)) { Comment = Hostile }], [new ForeignKey(Hostile, [Hostile], Hostile, [Hostile])]) { Comment = Hostile }], [], []);

    private static IEnumerable<XElement> Of(XDocument svg, string kind) =>
        svg.Descendants().Where(element => ((string?)element.Attribute("class"))?.Split(' ').Contains(kind) == true);
}
