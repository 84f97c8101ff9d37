using Retort.Operations;
using Retort.Schema;
using Retort.Testing;

namespace Retort.PostgreSql.Tests;

/// <summary>What the dialect says can be changed in place is so, and what it says cannot, the server refuses.</summary>
public class InPlaceTests
{
    private static readonly MigrationBuilder T = new(new MigrationContext { Engine = "postgresql" });

    private static readonly Column Id = new("id", T.Int());
    private static readonly Column Email = new("email", T.Text());

    public static TheoryData<string, SchemaObject, SchemaObject, bool> Views => new()
    {
        { "column at the end", View("SELECT id FROM t", Id), View("SELECT id, email FROM t", Id, Email), true },
        { "other rows", View("SELECT id FROM t", Id), View("SELECT id FROM t WHERE id > 1", Id), true },
        { "column in front", View("SELECT id FROM t", Id), View("SELECT email, id FROM t", Email, Id), false },
        { "column gone", View("SELECT id, email FROM t", Id, Email), View("SELECT id FROM t", Id), false },
        { "other type", View("SELECT id FROM t", Id), View("SELECT id::bigint AS id FROM t", Id with { Type = T.BigInt() }), false },
        { "other name", View("SELECT id FROM t", Id), View("SELECT id AS number FROM t", Id with { Name = "number" }), false },
        { "other collation", View("SELECT email FROM t", Email), View("SELECT email COLLATE \"C\" AS email FROM t", Email with { Collation = "C" }), false },
        { "other body", Function("a integer", "SELECT a"), Function("a integer", "SELECT -a"), true },
        { "new default", Function("a integer", "SELECT a"), Function("a integer DEFAULT 1", "SELECT a"), true },
        { "other default", Function("a integer DEFAULT 1", "SELECT a"), Function("a integer DEFAULT (2 + 3)", "SELECT a"), true },
        { "first name", Function("integer", "SELECT 1"), Function("a integer", "SELECT a"), true },
        { "default gone", Function("a integer DEFAULT 1", "SELECT a"), Function("a integer", "SELECT a"), false },
        { "other argument name", Function("a integer", "SELECT a"), Function("b integer", "SELECT b"), false },
        { "argument name gone", Function("a integer", "SELECT a"), Function("integer", "SELECT 1"), false },
        { "other result", Function("a integer", "SELECT a"), Function("a integer", "SELECT a", "bigint"), false },
        { "window function", Function("a integer", "SELECT a"), Function("a integer", "SELECT a") with { Definition = "RETURNS integer LANGUAGE internal WINDOW AS 'window_rank'" }, false },
    };

    [Theory]
    [MemberData(nameof(Views), DisableDiscoveryEnumeration = true)]
    public async Task A_view_or_function_is_replaced_exactly_when_the_server_can(string change, SchemaObject from, SchemaObject to, bool expected)
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync("CREATE TABLE t (id integer, email text)");
        await database.RunAsync(from is Routine ? new CreateObject(from) : new CreateView(((View)from).Name, ((View)from).Query));

        var error = await Record.ExceptionAsync(() => database.RunAsync(new AlterObject(from, to)));

        Assert.True(expected == (error is null), $"{change}: {error?.Message}");
        Assert.Equal(expected, PostgreSqlDialect.Instance.CanAlter(from, to, null));
    }

    [Fact]
    public void A_materialized_view_keeps_its_query_and_before_15_its_access_method()
    {
        var view = View("SELECT id FROM t", Id) with { Materialized = true };

        Assert.True(CanAlter(view, view with { With = ["fillfactor=50"], Tablespace = "fast" }));
        Assert.False(CanAlter(view, view with { Query = "SELECT id FROM t WHERE id > 1" }));
        Assert.False(CanAlter(view, view with { Columns = [Id with { Type = T.BigInt() }] }));
        Assert.True(CanAlter(view, view with { AccessMethod = "columnar" }, 15));
        Assert.False(CanAlter(view, view with { AccessMethod = "columnar" }, 14));
    }

    [Fact]
    public void A_type_changes_in_place_as_long_as_its_values_stay_what_they_are()
    {
        var code = new Domain("code", T.Text());
        var mood = new EnumType("mood", ["sad", "ok"]);
        var point = new CompositeType("point3", [Id, Email]);

        Assert.True(CanAlter(code, code with { Nullable = false, Default = "''::text", Checks = [new CheckConstraint("ck", "VALUE <> ''")] }));
        Assert.False(CanAlter(code, code with { Type = T.Int() }));
        Assert.False(CanAlter(code, code with { Collation = "C" }));
        Assert.True(CanAlter(mood, mood with { Values = ["bad", "sad", "so", "ok", "glad"] }));
        Assert.False(CanAlter(mood, mood with { Values = ["ok", "sad"] }));
        Assert.False(CanAlter(mood, mood with { Values = ["sad"] }));
        Assert.True(CanAlter(point, point with { Attributes = [Email with { Type = T.Int() }, new Column("z", T.Int())] }));
        Assert.False(CanAlter(point, point with { Attributes = [Email, Id] }));
        Assert.False(CanAlter(point, point with { Attributes = [Id, new Column("z", T.Int()), Email] }));
    }

    [Fact]
    public void An_index_a_trigger_and_a_table_change_only_in_their_settings()
    {
        var index = new TableIndex("ix", "t", ["id"]);
        var trigger = new Trigger("t", "touched") { Events = "BEFORE INSERT", Action = "FOR EACH ROW EXECUTE FUNCTION touch()" };
        var table = new Table("t", [Id], []);

        Assert.True(CanAlter(index, index with { Keys = ["id"], With = ["fillfactor=70"], Tablespace = "fast" }));
        Assert.False(CanAlter(index, index with { Keys = ["email"] }));
        Assert.False(CanAlter(index, index with { Unique = true }));
        Assert.False(CanAlter(index with { IsInvalid = true }, index));
        Assert.True(CanAlter(trigger, trigger with { Firing = TriggerFiring.Disabled }));
        Assert.False(CanAlter(trigger, trigger with { Events = "BEFORE UPDATE" }));
        Assert.True(CanAlter(table, table with { Unlogged = true, PartitionOf = new Partition("p", "DEFAULT"), Columns = [] }));
        Assert.False(CanAlter(table, table with { PartitionBy = "RANGE (id)" }));
    }

    [Fact]
    public void What_a_script_made_is_made_anew_and_the_rest_changes_in_place()
    {
        var policy = new ScriptedObject(new ObjectId(ObjectKind.Policy, "t", "own"), "CREATE POLICY own ON t", "DROP POLICY own ON t");

        Assert.False(CanAlter(policy, policy with { Create = "CREATE POLICY own ON t USING (true)" }));
        Assert.True(CanAlter(new Sequence("s"), new Sequence("s") { Cache = 5 }));
        Assert.True(CanAlter(new Extension("hstore"), new Extension("hstore") { Schema = "extensions" }));
        Assert.True(CanAlter(new Namespace("s"), new Namespace("s")));
    }

    [Fact]
    public void A_generated_column_changes_in_place_where_the_server_knows_how()
    {
        var stored = Id with { Generated = new GeneratedExpression("a + 1") };
        var other = stored with { Generated = new GeneratedExpression("a + 2") };
        var computed = stored with { Generated = new GeneratedExpression("a + 1", Stored: false) };

        Assert.True(CanAlterColumn(stored, other, 17));
        Assert.False(CanAlterColumn(stored, other, 16));
        Assert.True(CanAlterColumn(stored, Id, 13));
        Assert.False(CanAlterColumn(Id, stored));
        Assert.False(CanAlterColumn(stored, computed));
        Assert.False(CanAlterColumn(computed, stored));
        Assert.False(CanAlterColumn(computed, Id));
        Assert.False(CanAlterColumn(computed, computed with { Generated = new GeneratedExpression("a + 2", Stored: false) }));
        Assert.True(CanAlterColumn(computed, computed with { Nullable = false }));
        Assert.True(CanAlterColumn(Id with { Identity = new Identity() }, Id with { Default = ColumnDefault.OfValue(1), Type = T.BigInt() }));
    }

    [Theory]
    [MemberData(nameof(OperationTests.Majors), MemberType = typeof(OperationTests))]
    public async Task A_sequence_in_use_is_not_set_back_by_a_change_of_its_range(int major)
    {
        await using var database = await TestDatabase.CreateAsync(major);
        var (from, to) = (new Sequence("numbers"), new Sequence("numbers") { MinValue = 5, MaxValue = 50, Start = 10 });
        await database.RunAsync(new CreateSequence(from), new AlterObject(from, to));
        Assert.Equal(10L, await database.ScalarAsync("SELECT nextval('numbers')"));

        await database.RunAsync(new AlterObject(to, to with { MinValue = 7 }));

        Assert.Equal(11L, await database.ScalarAsync("SELECT nextval('numbers')"));
        await Assert.ThrowsAnyAsync<Exception>(() => database.RunAsync(new AlterObject(to, to with { MinValue = 20, Start = 20 })));
    }

    private static View View(string query, params Column[] columns) => new("v", query) { Columns = [.. columns] };

    private static Routine Function(string arguments, string body, string result = "integer") =>
        new("f", "integer") { Arguments = arguments, Returns = result, Definition = $"RETURNS {result} LANGUAGE sql AS '{body}'" };

    private static bool CanAlter(SchemaObject from, SchemaObject to, int major = 18) => PostgreSqlDialect.Instance.CanAlter(from, to, new Version(major, 0));

    private static bool CanAlterColumn(Column from, Column to, int major = 18) => PostgreSqlDialect.Instance.CanAlter(from, to, new Version(major, 0));
}
