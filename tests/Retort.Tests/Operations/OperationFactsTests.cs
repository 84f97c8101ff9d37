using Retort.Operations;
using Retort.Schema;
using Retort.Testing;

namespace Retort.Tests.Operations;

/// <summary>What programs ask of an operation: which it is, what it is about, whether it loses data.</summary>
public sealed class OperationFactsTests
{
    private static readonly MigrationBuilder T = new(new MigrationContext { Engine = "postgresql" });

    [Fact]
    public void Every_operation_has_a_kind_and_all_but_SQL_and_code_a_subject()
    {
        Assert.All(OperationSamples.All, sample => Assert.Matches("^[a-z]+(_[a-z]+)*$", sample.Operation.Kind));
        Assert.All(OperationSamples.All, sample => Assert.Equal(sample.Operation is ExecuteSql or RunCode or OutsideTransaction, sample.Operation.Subject is null));
    }

    [Fact]
    public void The_kind_is_the_name_of_the_operation_and_the_subject_its_object()
    {
        Operation operation = new RenameColumn(("audit", "events"), "at", "happened_at");

        Assert.Equal(("rename_column", new ObjectId(ObjectKind.Column, ("audit", "events"), "at")), (operation.Kind, operation.Subject!.Value));
        Assert.Equal("execute_sql", new ExecuteSql("SELECT 1").Kind);
        Assert.Equal(ObjectKind.MaterializedView, new DropView("v") { Materialized = true }.Subject!.Value.Kind);
    }

    [Fact]
    public void What_goes_with_rows_or_values_loses_data()
    {
        Operation[] losing =
        [
            new DropTable("t"), new DropColumn("t", "c"), new DropSchema("s") { Cascade = true }, new DropExtension("e") { Cascade = true }, new UpdateData("t", [("a", 1)], [("b", 1)]), new DeleteData("t", [("a", 1)]),
            new OutsideTransaction([new DropIndex("i"), new DropTable("t")]),
            new AlterObject(Composite(("a", T.Int()), ("b", T.Int())), Composite(("a", T.Int()))), new AlterObject(Composite(("a", T.BigInt())), Composite(("a", T.Int()))),
        ];
        Operation[] safe =
        [
            new DropColumn("t", "c") { Former = new AddColumn("t", new Column("c", T.Int()) { Generated = new GeneratedExpression("a + 1") }) }, new DropView("v") { Materialized = true }, new DropIndex("i"),
            new DropConstraint("t", "c") { Cascade = true }, new DropSchema("s"), new DropEnum("e"), new ExecuteSql("TRUNCATE t"), new AlterColumn("t", "c", new ColumnChange { DropGenerated = true, Nullable = false }),
            new OutsideTransaction([new DropIndex("i")]), new AlterObject(Composite(("a", T.Int())), Composite(("a", T.BigInt()), ("b", T.Int()))),
        ];

        Assert.Equal([], losing.Where(operation => !operation.LosesData).Select(operation => operation.Describe()));
        Assert.Equal([], safe.Where(operation => operation.LosesData).Select(operation => operation.Describe()));
    }

    [Fact]
    public void A_type_that_holds_every_former_value_loses_nothing()
    {
        (ColumnType From, ColumnType To)[] wider =
        [
            (T.String(10), T.String(20)), (T.String(10), T.Text()), (T.String(10), T.String()), (T.Text(), T.String()), (T.Char(3), T.Char(4)), (T.SmallInt(), T.Int()), (T.Int(), T.BigInt()), (T.Real(), T.Double()),
            (T.Decimal(10, 2), T.Decimal(12, 4)), (T.Decimal(10, 2), T.Decimal()), (T.BigInt(), T.Decimal()), (T.DateTime(3), T.DateTime()), (T.Array(T.Int()), T.Array(T.BigInt())), (T.Type("ltree"), T.Type("ltree")), (T.Enum("mood"), T.Text()),
        ];
        (ColumnType From, ColumnType To)[] narrower =
        [
            (T.String(20), T.String(10)), (T.String(), T.String(10)), (T.Text(), T.String(10)), (T.BigInt(), T.Int()), (T.Double(), T.Real()), (T.BigInt(), T.Double()), (T.Decimal(12, 4), T.Decimal(12, 2)), (T.Decimal(12, 2), T.Decimal(12, 4)),
            (T.Decimal(), T.Decimal(10, 2)), (T.DateTime(), T.DateTime(3)), (T.DateTimeOffset(), T.DateTime()), (T.DateTime(), T.Date()), (T.Text(), T.Int()), (T.Enum("a"), T.Enum("b")), (T.Type("xml"), T.Text()), (T.Decimal(10, 2), T.Int()),
        ];

        Assert.Equal([], wider.Where(pair => Changed(pair.From, pair.To).LosesData));
        Assert.Equal([], narrower.Where(pair => !Changed(pair.From, pair.To).LosesData));
        Assert.True(new AlterColumn("t", "c", new ColumnChange { Type = T.Text() }).LosesData);
    }

    private static AlterColumn Changed(ColumnType from, ColumnType to) => new("t", "c", new ColumnChange { Type = to }) { Former = new ColumnChange { Type = from } };

    private static CompositeType Composite(params (string Name, ColumnType Type)[] attributes) => new("pair", [.. attributes.Select(attribute => new Column(attribute.Name, attribute.Type))]);
}
