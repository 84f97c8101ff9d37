using System.Collections.Immutable;
using Retort.Operations;
using Retort.Schema;
using Retort.Testing;

namespace Retort.Tests.Operations;

/// <summary>What the methods of the builders record.</summary>
public class MigrationBuilderTests
{
    private static readonly MigrationContext Context = new() { Engine = "postgresql" };

    [Fact]
    public void A_table_takes_the_constraints_and_indexes_of_its_columns_before_its_own()
    {
        var operation = One<CreateTable>(db => db.CreateTable(("app", "orders"), t =>
        {
            t.Column("id", t.BigInt()).Identity(always: true, start: 100).PrimaryKey();
            t.Column("code", t.String(20)).NotNull().Unique().Collate("C").Comment("the code");
            t.Column("user_id", t.Uuid()).References("users", onDelete: ReferentialAction.Cascade).Index();
            t.Column("state", t.Enum("state")).Default("new").Check("state <> 'x'");
            t.Column("total", t.Decimal(10, 2)).Generated("price * 2");
            t.Column("at", t.DateTimeOffset(3)).DefaultSql("now()");
            t.Unique(["code", "state"], nullsNotDistinct: true, deferral: Deferral.InitiallyDeferred);
            t.Check("ck_own", "total > 0");
            t.ForeignKey(["code", "state"], ("other", "codes"), ["code", "state"], onUpdate: ReferentialAction.SetNull, matchFull: true);
            t.Exclude([new ExcludeElement("code", "=")], where: "total > 1");
            t.Index(["at", IndexKey.OfSql("lower(code)").Descending()]).Unique().Where("total > 1").Include("id").Using("btree").With("fillfactor=70");
            t.Comment("it's orders");
            t.Unlogged();
            t.PartitionBy("RANGE (at)");
            t.With("fillfactor=80");
        }));

        var table = operation.Table;
        Assert.Equal("app.orders", table.Name.ToString());
        Assert.Equal(["id", "code", "user_id", "state", "total", "at"], table.Columns.Select(column => column.Name));
        Assert.Equal([false, false, true, true, true, true], table.Columns.Select(column => column.Nullable));
        Assert.Equal(new Identity { Always = true, Start = 100 }, table.Columns[0].Identity);
        Assert.Equal(("C", "the code"), (table.Columns[1].Collation?.Name, table.Columns[1].Comment));
        Assert.Equal(("new", "now()", "price * 2"), (table.Columns[3].Default?.Value, table.Columns[5].Default?.Sql, table.Columns[4].Generated?.Sql));
        Assert.Equal(
            ["pk_orders", "uq_orders_code", "fk_orders_user_id_users", "ck_orders_state", "uq_orders_code_state", "ck_own", "fk_orders_code_state_codes", "ex_orders"],
            table.Constraints.Select(constraint => constraint.Name));
        Assert.Equal(["ix_orders_user_id", "ix_orders_at_expr"], operation.Indexes.Select(index => index.Name));
        Assert.True(operation.Indexes[1] is { Unique: true, Where: "total > 1", Method: "btree", Include: ["id"], With: ["fillfactor=70"], Keys: [{ Column: "at" }, { IsDescending: true, Expression: "lower(code)" }] });
        Assert.True(table is { Comment: "it's orders", Unlogged: true, PartitionBy: "RANGE (at)", With: ["fillfactor=80"] });
        Assert.True(table.Constraints[6] is ForeignKey { OnUpdate: ReferentialAction.SetNull, MatchFull: true, ReferencedTable: { Schema: "other", Name: "codes" } });
    }

    [Fact]
    public void Options_of_SQLite_are_recorded() =>
        Assert.True(One<CreateTable>(db => db.CreateTable("t", t => { t.Strict(); t.WithoutRowId(); }, ifNotExists: true)) is { IfNotExists: true, Table: { Strict: true, WithoutRowId: true } });

    [Fact]
    public void What_is_called_on_the_result_of_a_method_counts_too()
    {
        var operations = Build(db =>
        {
            db.AddColumn("t", "a", db.Int()).NotNull().Default(1).Index(unique: true);
            db.AlterColumn("t", "b").Type(db.Text(), usingSql: "b::text", collation: "C").NotNull().NoDefault().Comment("b").From(was => was.Type(db.Int()).Nullable().Default(2).NoComment());
            db.AlterColumn("t", "c").Identity(start: 5).From(was => was.NoIdentity());
            db.CreateIndex(null, "t", ["a"]).Concurrently().IfNotExists().Comment("x").Tablespace("fast");
        });

        Assert.True(operations[0] is AddColumn { Column: { Nullable: false, Default.Value: 1 }, Indexes: [{ Name: "ix_t_a", Unique: true }] });
        Assert.True(operations[1] is AlterColumn
        {
            Change: { Using: "b::text", Collation.Name: "C", Nullable: false, Comment: "b", Type.Kind: ColumnTypeKind.Text },
            Former: { Nullable: true, Default.Value: 2, Comment: "", Type.Kind: ColumnTypeKind.Int },
        });
        Assert.Same(ColumnDefault.None, ((AlterColumn)operations[1]).Change.Default);
        Assert.True(operations[2] is AlterColumn { Change: { Identity.Start: 5, DropIdentity: false }, Former: { DropIdentity: true, Identity: null } });
        Assert.True(operations[3] is CreateIndex { Concurrently: true, IfNotExists: true, Index: { Name: "ix_t_a", Comment: "x", Tablespace: "fast" } });
    }

    public static TheoryData<string, Action<MigrationBuilder>, Action<MigrationBuilder>> Reversible() => new()
    {
        { "drop table", db => db.DropTable("t", former: t => t.Column("a", t.Int()).PrimaryKey()), db => db.CreateTable("t", t => t.Column("a", t.Int()).PrimaryKey()) },
        { "drop column", db => db.DropColumn("t", "a", former: t => t.Column("a", t.Int()).Unique()), db => db.AddColumn("t", "a", db.Int()).Unique() },
        { "drop constraint", db => db.DropConstraint("t", "c", former: new CheckConstraint("c", "a > 0")), db => db.AddCheck("t", "c", "a > 0") },
        { "drop index", db => db.DropIndex("i", concurrently: true, former: new TableIndex("i", "t", ["a"])), db => db.CreateIndex("i", "t", ["a"]).Concurrently() },
        { "drop view", db => db.DropView("v", former: "SELECT 1"), db => db.CreateView("v", "SELECT 1") },
        { "drop materialized view", db => db.DropMaterializedView("v", former: "SELECT 1"), db => db.CreateMaterializedView("v", "SELECT 1") },
        { "drop function", db => db.DropFunction("f", "a int", former: "AS 'x'"), db => db.CreateFunction("f", "a int", "AS 'x'") },
        { "drop trigger", db => db.DropTrigger("g", "t", former: ("BEFORE UPDATE", "EXECUTE FUNCTION f()")), db => db.CreateTrigger("g", "t", "BEFORE UPDATE", "EXECUTE FUNCTION f()") },
        { "drop sequence", db => db.DropSequence("q", former: new Sequence("q") { Start = 5 }), db => db.CreateSequence(new Sequence("q") { Start = 5 }) },
        { "drop enum", db => db.DropEnum("e", former: ["a", "b"]), db => db.CreateEnum("e", ["a", "b"]) },
        { "comment", db => db.CommentOnTable("t", "new", former: "old"), db => db.CommentOnTable("t", "old", former: "new") },
        { "replace view", db => db.CreateView("v", "SELECT 2", orReplace: true, former: "SELECT 1"), db => db.CreateView("v", "SELECT 1", orReplace: true, former: "SELECT 2") },
        { "replace function", db => db.CreateFunction("f", "", "B", orReplace: true, former: "A"), db => db.CreateFunction("f", "", "A", orReplace: true, former: "B") },
        { "rename", db => db.RenameIndex(("s", "a"), "b"), db => db.RenameIndex(("s", "b"), "a") },
        { "schema", db => db.CreateSchema("s"), db => db.DropSchema("s") },
        { "enum value", db => db.RenameEnumValue("e", "a", "b"), db => db.RenameEnumValue("e", "b", "a") },
        { "outside", db => db.OutsideTransaction(own => { own.RenameTable("a", "b"); own.RenameTable("b", "c"); }), db => db.OutsideTransaction(own => { own.RenameTable("c", "b"); own.RenameTable("b", "a"); }) },
    };

    [Theory]
    [MemberData(nameof(Reversible), DisableDiscoveryEnumeration = true)]
    public void A_downgrade_can_be_the_reverse_of_what_the_upgrade_says(string name, Action<MigrationBuilder> upgrade, Action<MigrationBuilder> downgrade) =>
        Assert.Equal((name, Rendered.Of(Build(downgrade))), (name, Rendered.Of(Build(db => db.Reverse(upgrade)))));

    [Fact]
    public void Data_is_recorded_as_given()
    {
        var operations = Build(db =>
        {
            db.InsertData("t", ["a", "b"], [1, null], [new SqlExpression("now()"), "x"]);
            db.UpdateData("t", [("a", 2)], [("b", null)]);
            db.DeleteData("t", [("a", 1), ("b", "x")]);
            db.Sql("SELECT 1; SELECT 2");
            db.Run((_, _) => Task.CompletedTask, "count");
        });

        Assert.True(operations[0] is InsertData { Columns: ["a", "b"], Rows: [[1, null], [SqlExpression { Sql: "now()" }, "x"]] });
        Assert.True(operations[1] is UpdateData { Set: [{ Column: "a", Value: 2 }], Where: [{ Column: "b", Value: null }] });
        Assert.True(operations[2] is DeleteData { Where: [{ Value: 1 }, { Value: "x" }] });
        Assert.Equal(new ExecuteSql("SELECT 1; SELECT 2"), operations[3]);
        Assert.Equal("count", operations[4].Describe());
    }

    public static TheoryData<string, Action<MigrationBuilder>> Misuse() => new()
    {
        { "has 1 values for 2 columns", db => db.InsertData("t", ["a", "b"], [1]) },
        { "at least one column and one row", db => db.InsertData("t", ["a"]) },
        { "at least one column and one row", db => db.InsertData("t", [], []) },
        { "At least one column", db => db.UpdateData("t", [], [("a", 1)]) },
        { "At least one column", db => db.UpdateData("t", [("a", 1)], []) },
        { "At least one column", db => db.DeleteData("t", []) },
        { "empty string or composed entirely of whitespace", db => db.Sql(" \n") },
        { "not both", db => db.AddEnumValue("e", "v", before: "a", after: "b") },
        { "cannot be an empty string", db => db.AddColumn("t", "", db.Int()) },
        { "cannot be an empty string", db => db.DropTable("") },
        { "NUL", db => db.DropTable("a\0b") },
        { "at least 1", db => db.AddColumn("t", "a", db.String(0)) },
    };

    [Theory]
    [MemberData(nameof(Misuse), DisableDiscoveryEnumeration = true)]
    public void Misuse_is_refused_where_it_is_written(string message, Action<MigrationBuilder> build) =>
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => Build(build)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_SQL_of_a_file_is_found_beside_the_revision_and_keeps_its_place(bool relative)
    {
        using var folder = new TempFolder();
        var file = folder.Write("sql/seed.sql", "SELECT 1;");
        var context = Context with { Folder = relative ? Path.GetRelativePath(Environment.CurrentDirectory, folder.Path) : folder.Path };

        var operation = Assert.Single(MigrationBuilder.Build(context, db => db.SqlFile("sql/seed.sql")));

        Assert.Equal(new ExecuteSql("SELECT 1;") { Origin = new SourceLocation(file, 1, 1) }, operation);
    }

    [Fact]
    public void A_revision_may_ask_for_what_it_is_built()
    {
        var builder = new MigrationBuilder(Context with { ServerVersion = new Version(15, 4), Arguments = Context.Arguments.Add("tenant", "a") });

        Assert.True(builder is { IsPostgreSql: true, IsSqlite: false, Context.ServerVersion.Major: 15 });
        Assert.Equal("a", builder.Context.Arguments["tenant"]);
    }

    [Fact]
    public void The_place_of_an_operation_is_noted_when_it_is_asked_for()
    {
        var traced = MigrationBuilder.Build(Context, db => db.OutsideTransaction(own => own.DropTable("t")), traceOrigins: true);

        var inner = Assert.Single(Assert.IsType<OutsideTransaction>(Assert.Single(traced)).Operations);
        Assert.EndsWith("MigrationBuilderTests.cs", inner.Origin?.File, StringComparison.Ordinal);
        Assert.True(inner.Origin?.Line > 0);
        Assert.Null(Assert.Single(Build(db => db.DropTable("t"))).Origin);
    }

    private static ImmutableArray<Operation> Build(Action<MigrationBuilder> build) => MigrationBuilder.Build(Context, build);

    private static T One<T>(Action<MigrationBuilder> build) => Assert.IsType<T>(Assert.Single(Build(build)));
}
