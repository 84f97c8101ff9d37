using Retort.Operations;
using Retort.Schema;
using Retort.Testing;

namespace Retort.Tests.Operations;

public class OperationReversalTests
{
    public static TheoryData<OperationSample> Samples => [.. OperationSamples.All];

    [Theory]
    [MemberData(nameof(Samples), DisableDiscoveryEnumeration = true)]
    public void The_reverse_of_the_reverse_is_the_operation_where_both_are_defined(OperationSample sample)
    {
        if (TryReverse(sample.Operation) is { } reverse && TryReverse(reverse) is { } twice)
        {
            Assert.Equal(Rendered.Of(sample.Operation), Rendered.Of(twice));
        }
    }

    [Fact]
    public void Nearly_every_operation_that_says_what_was_before_can_be_reversed_twice()
    {
        var kinds = OperationSamples.All.Select(sample => sample.Operation)
            .Where(operation => TryReverse(operation) is { } reverse && TryReverse(reverse) is not null)
            .Select(operation => operation.GetType().Name)
            .Distinct()
            .Order(StringComparer.Ordinal);

        Assert.Equal(
            [
                "AddColumn", "AddConstraint", "AlterColumn", "AlterObject", "ChangeGrants", "CreateEnum", "CreateFunction", "CreateIndex", "CreateObject", "CreateSchema", "CreateSequence", "CreateTable", "CreateTrigger", "CreateView",
                "DropColumn", "DropConstraint", "DropEnum", "DropFunction", "DropIndex", "DropObject", "DropSchema", "DropSequence", "DropTable", "DropTrigger", "DropView", "FreeConstraintName", "OutsideTransaction",
                "RenameColumn", "RenameConstraint", "RenameEnumValue", "RenameIndex", "RenameTable", "ReplaceType", "SetComment", "SetOwner", "SetTableComment",
            ],
            kinds);
    }

    [Fact]
    public void A_replacement_in_two_steps_is_undone_from_its_end()
    {
        var (before, after) = (new EnumType("mood", ["ok"]), new EnumType("mood", ["sad"]));
        var start = new ReplaceType(before, after, []) { Step = ReplacementStep.Start };

        var reverse = OperationReversal.Reverse([start, start with { Step = ReplacementStep.End }]);

        Assert.Equal(
            [(after, ReplacementStep.Start), (after, ReplacementStep.End)],
            reverse.Cast<ReplaceType>().Select(step => ((EnumType)step.From, step.Step)));
    }

    [Theory]
    [MemberData(nameof(Irreversible))]
    public void What_cannot_be_undone_is_refused_with_the_operation_and_the_reason(string message, string reason, Operation operation)
    {
        var error = Assert.Throws<IrreversibleMigrationException>(() => OperationReversal.Reverse(operation));

        Assert.Equal(("RT0401", $"Not reversible: {message}.", reason), (error.Code, error.Message, error.Detail));
        Assert.NotNull(error.Hint);
    }

    public static TheoryData<string, string, Operation> Irreversible()
    {
        const string Unknown = "The former definition is not known.";
        const string Before = "What was there before is not known.";
        const string Rows = "The rows before are not known.";
        const string Found = "It may have found the object in place (IF NOT EXISTS).";
        const string Cascade = "What went with it (CASCADE) is not known.";
        var table = new CreateTable(new Table("t", [], []));
        return new()
        {
            { "drop table \"t\"", Unknown, new DropTable("t") },
            { "drop column \"c\" of table \"s.t\"", Unknown, new DropColumn(("s", "t"), "c") },
            { "drop constraint \"k\" of table \"t\"", Unknown, new DropConstraint("t", "k") },
            { "drop index \"i\"", Unknown, new DropIndex("i") },
            { "drop view \"v\"", Unknown, new DropView("v") },
            { "drop function \"f\"(a integer)", Unknown, new DropFunction("f", "a integer") },
            { "drop trigger \"g\" on \"t\"", Unknown, new DropTrigger("g", "t") },
            { "drop enum \"e\"", Unknown, new DropEnum("e") },
            { "drop sequence \"q\"", Unknown, new DropSequence("q") },
            { "drop extension \"x\"", Unknown, new DropExtension("x") },
            { "create view \"v\"", Unknown, new CreateView("v", "SELECT 1") { OrReplace = true } },
            { "create function \"f\"()", Unknown, new CreateFunction("f", "", "") { OrReplace = true } },
            { "drop table \"t\"", Cascade, new DropTable("t") { Cascade = true, Former = table } },
            { "drop view \"v\"", Cascade, new DropView("v") { Cascade = true, Former = new CreateView("v", "SELECT 1") } },
            { "drop schema \"s\"", Cascade, new DropSchema("s") { Cascade = true } },
            { "drop schema \"s\"", "It may have been missing (IF EXISTS).", new DropSchema("s") { IfExists = true } },
            { "create table \"t\"", Found, table with { IfNotExists = true } },
            { "add column \"c\" to table \"t\"", Found, new AddColumn("t", new Column("c", new TableBuilder("t").Int())) { IfNotExists = true } },
            { "set the comment of table \"t\"", Before, new SetTableComment("t", "new") },
            { "alter column \"c\" of table \"t\"", Before, new AlterColumn("t", "c", new ColumnChange { Nullable = true }) },
            { "alter sequence \"q\"", Before, new AlterSequence(new Sequence("q")) },
            { "insert 2 rows into table \"t\"", Rows, new InsertData("t", ["a"], [[1], [2]]) },
            { "update rows of table \"t\"", Rows, new UpdateData("t", [("a", 1)], [("a", 2)]) },
            { "delete rows of table \"t\"", Rows, new DeleteData("t", [("a", 1)]) },
            { "run SQL", "What it did is not known.", new ExecuteSql("VACUUM") },
            { "count the users", "What it did is not known.", new RunCode((_, _) => Task.CompletedTask) { Description = "count the users" } },
            { "run SQL", "What it did is not known.", new OutsideTransaction([new ExecuteSql("VACUUM")]) },
            { "add value 'v' to enum \"e\"", "PostgreSQL cannot remove a value from an enumerated type.", new AddEnumValue("e", "v") },
        };
    }

    [Fact]
    public void A_list_is_undone_from_its_end()
    {
        var reverse = OperationReversal.Reverse([new RenameTable("a", "b"), new RenameColumn("b", "x", "y")]);

        Assert.Equal([new RenameColumn("b", "y", "x"), new RenameTable("b", "a")], reverse);
    }

    private static Operation? TryReverse(Operation operation)
    {
        try
        {
            return OperationReversal.Reverse(operation);
        }
        catch (IrreversibleMigrationException)
        {
            return null;
        }
    }
}
