using FsCheck;
using FsCheck.Fluent;
using Retort.PostgreSql;
using Retort.Reporting.Diagrams;
using Retort.Schema;

namespace Retort.Tests.Reporting;

/// <summary>What holds of every picture, whatever the schema.</summary>
public sealed class DiagramLayoutTests
{
    private const double Gap = 8;

    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(150);

    [Fact]
    public void No_box_overlaps_another_one() => ForAllDiagrams((_, placed) =>
    {
        for (var i = 0; i < placed.Boxes.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (one, other) = (placed.Boxes[i], placed.Boxes[j]);
                Assert.True(
                    one.X + one.Width + Gap <= other.X || other.X + other.Width + Gap <= one.X || one.Y + one.Box.Height + Gap <= other.Y || other.Y + other.Box.Height + Gap <= one.Y,
                    $"{one.Box.Name} and {other.Box.Name} overlap");
            }
        }
    });

    [Fact]
    public void Every_table_and_every_foreign_key_is_there_once() => ForAllDiagrams((diagram, placed) =>
    {
        Assert.Equal(diagram.Boxes.Select(box => box.Name.ToString()).Order(StringComparer.Ordinal), placed.Boxes.Select(box => box.Box.Name.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(diagram.Relations.Select(relation => relation.Key.Name).Order(StringComparer.Ordinal), placed.Relations.Select(relation => relation.Relation.Key.Name).Order(StringComparer.Ordinal));
    });

    [Fact]
    public void A_line_goes_from_the_side_of_its_row_to_the_side_of_the_row_it_refers_to() => ForAllDiagrams((_, placed) =>
    {
        foreach (var line in placed.Relations)
        {
            AssertTouches(line.Points[0], placed.Boxes.Single(box => box.Box == line.Relation.From), line.Relation.FromRow);
            AssertTouches(line.Points[^1], placed.Boxes.Single(box => box.Box == line.Relation.To), line.Relation.ToRow);
        }
    });

    [Fact]
    public void A_line_is_made_of_horizontal_and_vertical_pieces_that_cross_no_box() => ForAllDiagrams((_, placed) =>
    {
        foreach (var line in placed.Relations)
        {
            foreach (var (from, to) in line.Points.Zip(line.Points.Skip(1)))
            {
                Assert.True(Math.Abs(from.X - to.X) < 0.01 || Math.Abs(from.Y - to.Y) < 0.01, $"{line.Relation.Key.Name} has a slanting piece");
                Assert.DoesNotContain(placed.Boxes, box =>
                    Math.Max(from.X, to.X) > box.X + 0.1 && Math.Min(from.X, to.X) < box.X + box.Width - 0.1
                    && Math.Max(from.Y, to.Y) > box.Y + 0.1 && Math.Min(from.Y, to.Y) < box.Y + box.Box.Height - 0.1);
            }
        }
    });

    [Fact]
    public void Everything_is_inside_the_picture() => ForAllDiagrams((_, placed) =>
    {
        Assert.All(placed.Boxes, box => Assert.True(box.X >= 0 && box.Y >= 0 && box.X + box.Width <= placed.Width + 0.01 && box.Y + box.Box.Height <= placed.Height + 0.01));
        Assert.All(placed.Relations.SelectMany(line => line.Points), point => Assert.True(point.X >= 0 && point.Y >= -0.01 && point.X <= placed.Width + 0.01 && point.Y <= placed.Height + 0.01));
    });

    [Fact]
    public void A_referenced_table_stands_left_unless_the_keys_go_in_a_circle()
    {
        ForeignKey To(string table) => new($"fk_{table}", ["id"], table, ["id"]);
        Table Of(string name, params Constraint[] keys) => new(name, [new Column("id", new MigrationBuilder(new MigrationContext { Engine = "postgresql" }).Int())], [.. keys]);
        var schema = new DatabaseSchema([Of("items", To("orders"), To("goods")), Of("orders", To("people")), Of("goods"), Of("people")], [], []);

        var placed = DiagramLayout.Of(Diagram.Of(schema, PostgreSqlDialect.Instance), _ => 100);

        double Left(string name) => placed.Boxes.Single(box => box.Box.Name == name).X;
        Assert.True(Left("people") < Left("orders") && Left("orders") < Left("items") && Left("goods") < Left("items"));
    }

    private static void AssertTouches(Point point, PlacedBox box, int row)
    {
        Assert.True(Math.Abs(point.X - box.X) < 0.01 || Math.Abs(point.X - box.X - box.Width) < 0.01);
        Assert.InRange(point.Y - box.Y - DiagramBox.PortOf(row), -DiagramBox.RowHeight / 2, DiagramBox.RowHeight / 2);
    }

    private static void ForAllDiagrams(Action<Diagram, PlacedDiagram> property) => Prop.ForAll<int>(seed =>
    {
        var diagram = Diagram.Of(RandomSchema.Of(seed), PostgreSqlDialect.Instance);
        property(diagram, DiagramLayout.Of(diagram, box => 120 + (10 * box.Rows.Length)));
    }).Check(Runs);
}
