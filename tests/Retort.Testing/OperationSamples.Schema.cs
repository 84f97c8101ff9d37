using System.Collections.Immutable;
using Retort.Operations;
using Retort.Schema;

namespace Retort.Testing;

/// <content>Samples of what only PostgreSQL has.</content>
public static partial class OperationSamples
{
    // A role that every server has.
    private const string Role = "pg_monitor";

    private static ExecuteSql CreateMethod => new("DROP ACCESS METHOD IF EXISTS heap2 CASCADE; CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler");

    private static Table Events => new("events",
    [
        new Column("id", T.Int()) { Nullable = false },
        new Column("note", T.Text()) { Default = ColumnDefault.OfSql("'none'::text"), Storage = "EXTERNAL" },
        new Column("size", T.Int()),
    ],
    [])
    { PartitionBy = "RANGE (id)" };

    private static Table FirstEvents => Events with
    {
        Name = "first_events",
        PartitionBy = null,
        PartitionOf = new Partition("events", "FOR VALUES FROM (0) TO (10)"),
        Columns = [.. Events.Columns.Select(column => column with { IsInherited = true })],
    };

    private static IEnumerable<OperationSample> TableSettings()
    {
        var settled = Users with
        {
            Columns =
            [
                .. Users.Columns[..3],
                Users.Columns[3] with { Storage = "EXTERNAL", Statistics = 500, Options = ["n_distinct=-0.5", "n_distinct_inherited=10"] },
            ],
            With = ["autovacuum_enabled=false", "fillfactor=70"],
            Unlogged = true,
            RowSecurity = true,
            ForceRowSecurity = true,
            ReplicaIdentity = "USING INDEX \"Users_Email\"",
            ClusteredOn = "pk_users",
        };
        var byEmail = new TableIndex("Users_Email", "users", ["email"]) { Unique = true };
        var bound = FirstEvents.PartitionOf!;

        OperationSample[] samples =
        [
            new("table with settings", new CreateTable(settled) { Indexes = [byEmail], IfNotExists = true }),
            new("table in its place", new CreateTable(Users with { Tablespace = "pg_default", AccessMethod = "heap2" }), CreateMethod),
            new("table with settings on later indexes", new CreateTable(Users with { ReplicaIdentity = "USING INDEX later", ClusteredOn = "later" })),
            new("compressed column", new AddColumn("users", new Column("note", T.Text()) { Storage = "MAIN", Compression = "pglz" }), CreateUsers) { SinceVersion = 14 },
            new("partition", new CreateTable(FirstEvents) { Parents = [Events] }, new CreateTable(Events)),
            new("partition with columns of its own mind", new CreateTable(FirstEvents with
            {
                Columns =
                [
                    FirstEvents.Columns[0],
                    FirstEvents.Columns[1] with { Default = null, Storage = "EXTENDED" },
                    FirstEvents.Columns[2] with { Default = ColumnDefault.OfSql("7"), Nullable = false },
                ],
                Constraints = [new CheckConstraint("ck_first", "size > 0")],
                PartitionBy = "LIST (size)",
            })
            { Parents = [Events] }, new CreateTable(Events)),
            new("partition of an unknown table", new CreateTable(FirstEvents), new CreateTable(Events)),
            new("default partition", new CreateTable(FirstEvents with { PartitionOf = new Partition("events", "DEFAULT") }), new CreateTable(Events)),
            new("inheriting table", new CreateTable(Users with
            {
                Name = "admins",
                Columns = [.. Users.Columns.Select(column => column with { IsInherited = true }), new Column("level", T.Int())],
                Constraints = [],
                Inherits = ["users"],
            })
            { Parents = [Users] }, CreateUsers),
            new("change settings", new AlterObject(Users, settled), CreateUsers, new CreateIndex(byEmail)),
            new("move table", new AlterObject(Users with { Tablespace = "pg_default" }, Users with { With = ["fillfactor=70"] }), CreateUsers),
            new("change access method", new AlterObject(Users, Users with { AccessMethod = "heap2" }), CreateMethod, CreateUsers) { SinceVersion = 15 },
            new("attach partition", new AlterObject(FirstEvents with { PartitionOf = null }, FirstEvents), new CreateTable(Events), new CreateTable(FirstEvents with { PartitionOf = null, Columns = Events.Columns })),
            new("move partition", new AlterObject(FirstEvents, FirstEvents with { PartitionOf = bound with { Bound = "FOR VALUES FROM (10) TO (20)" } }), new CreateTable(Events), new CreateTable(FirstEvents) { Parents = [Events] }),
            new("change parents", new AlterObject(Users with { Name = "admins", Inherits = ["users", "orders"] }, Users with { Name = "admins", Inherits = ["orders", "users"] }),
                CreateUsers, CreateOrders, new CreateTable(Users with { Name = "admins", Columns = [.. Users.Columns, new Column("user_id", T.Int()), new Column("low", T.Int()), new Column("high", T.Int())], Constraints = [], Inherits = ["users", "orders"] })),
        ];
        return samples.Select(sample => sample with { Engine = PostgreSql });
    }

    private static IEnumerable<OperationSample> ConstraintOptions()
    {
        var periods = new CreateTable(new Table("periods", [new Column("id", T.Type("int4range")) { Nullable = false }, new Column("span", T.Type("tsrange")) { Nullable = false }], []));
        var period = new PrimaryKey("pk_periods", ["id", "span"]) { WithoutOverlaps = true };

        OperationSample[] samples =
        [
            new("primary key with storage", new AddConstraint("orders", new PrimaryKey("pk_orders", ["id"]) { With = ["fillfactor=70"], Tablespace = "pg_default" }), CreateOrders),
            new("unique with storage", new AddConstraint("orders", new UniqueConstraint("uq_orders", ["id"]) { Include = ["low"], With = ["fillfactor=70"] }), CreateOrders),
            new("exclusion with storage", new AddConstraint("orders", new ExcludeConstraint("ex_orders", [new ExcludeElement("id", "=")]) { Method = "btree", Include = ["low"], With = ["fillfactor=70"], Where = "id > 1" }), CreateOrders),
            new("foreign key that empties some columns", new AddConstraint("orders", new ForeignKey("fk_orders", ["user_id", "low"], "users", ["id", "age"]) { OnDelete = ReferentialAction.SetNull, OnDeleteColumns = ["user_id"] }),
                CreateUsers, CreateOrders, new AddConstraint("users", new UniqueConstraint("uq_users", ["id", "age"]))) { SinceVersion = 15 },
            new("table with unchecked constraints", new CreateTable(new Table("orders", [new Column("id", T.Int()), new Column("user_id", T.Int())],
                [new CheckConstraint("ck_orders", "id > 0") { NotValid = true }, new ForeignKey("fk_orders", ["user_id"], "users", ["id"]) { NotValid = true }])), CreateUsers),
            new("unenforced check", new AddConstraint("orders", new CheckConstraint("ck_orders", "low < high") { NotEnforced = true }), CreateOrders) { SinceVersion = 18 },
            new("unenforced foreign key", new AddConstraint("orders", new ForeignKey("fk_orders", ["user_id"], "users", ["id"]) { NotEnforced = true }), CreateUsers, CreateOrders) { SinceVersion = 18 },
            new("named not null", new AddConstraint("orders", new NotNullConstraint("nn_orders", "low") { NotValid = true, NoInherit = true }), CreateOrders) { SinceVersion = 18 },
            new("table with a named not null", new CreateTable(new Table("orders", [new Column("id", T.Int()) { Nullable = false }, new Column("low", T.Int()) { Nullable = false }],
                [new PrimaryKey("pk_orders", ["id"]), new NotNullConstraint("nn_id", "id"), new NotNullConstraint("nn_low", "low") { NotValid = true }]))) { SinceVersion = 18 },
            new("column with a named not null", new AddColumn("orders", new Column("state", T.Int()) { Nullable = false }) { Constraints = [new NotNullConstraint("nn_state", "state")] }, CreateOrders) { SinceVersion = 18 },
            new("key without overlaps", new AddConstraint("periods", period), periods) { SinceVersion = 18 },
            new("unique without overlaps", new AddConstraint("periods", new UniqueConstraint("uq_periods", period.Columns) { WithoutOverlaps = true }), periods) { SinceVersion = 18 },
            new("foreign key of periods", new AddConstraint("visits", new ForeignKey("fk_visits", ["id", "span"], "periods", ["id", "span"]) { Period = true }),
                periods, new AddConstraint("periods", period), new CreateTable(periods.Table with { Name = "visits" })) { SinceVersion = 18 },
        ];
        return samples.Select(sample => sample with { Engine = PostgreSql });
    }

    private static IEnumerable<OperationSample> SchemaObjects()
    {
        var code = new Domain("code", T.Text())
        {
            Nullable = false,
            Default = "'a'::text",
            Collation = "C",
            Checks = [new CheckConstraint("ck_length", "length(VALUE) < 9") { Comment = "short" }, new CheckConstraint("ck_old", "VALUE <> ''::text") { NotValid = true }],
        };
        var point = new CompositeType("point3", [new Column("x", T.Int()), new Column("y", T.Text())]);
        var mood = new EnumType("mood", ["sad", "ok"]);
        var feeling = new Column("feeling", T.Enum("mood")) { Default = ColumnDefault.OfSql("'ok'::mood") };
        var archive = new Routine("archive", "integer") { IsProcedure = true, Arguments = "days integer DEFAULT 30", Definition = "LANGUAGE sql AS $$ SELECT days; $$" };
        var view = new View("emails", " SELECT id,\n    email\n   FROM users") { Columns = [new Column("id", T.Int()), new Column("email", T.String(100))] };
        var longView = view with
        {
            Query = " SELECT id,\n    email,\n    age\n   FROM users",
            Columns = [view.Columns[0], view.Columns[1] with { Default = ColumnDefault.OfSql("'x'::text") }, new Column("age", T.Int())],
            With = ["security_barrier=true"],
        };
        var index = new TableIndex("ix_users", "users", ["email"]);
        var touch = new CreateFunction("touch", "", "RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$");
        var trigger = new Trigger("users", "touched") { Events = "BEFORE INSERT", Action = "FOR EACH ROW EXECUTE FUNCTION touch()" };
        var createTrigger = new CreateTrigger(trigger.Name, trigger.Table, trigger.Events, trigger.Action);
        var numbers = new Sequence("numbers");
        var policy = new ScriptedObject(new ObjectId(ObjectKind.Policy, "users", "own"), "CREATE POLICY own ON users USING (id > 0); COMMENT ON POLICY own ON users IS 'mine'", "DROP POLICY own ON users");
        var total = new ScriptedObject(new ObjectId(ObjectKind.Aggregate, "total", "integer"), "CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer)", "DROP AGGREGATE total(integer)");

        OperationSample[] samples =
        [
            new("create domain", new CreateObject(code)),
            new("drop domain", new DropObject(code), new CreateObject(code)),
            new("change domain", new AlterObject(code, code with
            {
                Nullable = true,
                Default = null,
                Checks = [code.Checks[0] with { Comment = null }, code.Checks[1] with { NotValid = false }, new CheckConstraint("ck_new", "VALUE <> 'b'::text")],
            }), new CreateObject(code)),
            new("change domain check", new AlterObject(code, code with { Checks = [code.Checks[0] with { Expression = "length(VALUE) < 12" }, code.Checks[1]] }), new CreateObject(code)),
            new("create composite type", new CreateObject(point)),
            new("drop composite type", new DropObject(point), new CreateObject(point)),
            new("change composite type", new AlterObject(point, point with { Attributes = [new Column("y", T.Text()) { Collation = "C" }, new Column("z", T.Bool())] }), new CreateObject(point)),
            new("replace enum", new ReplaceType(mood, mood with { Values = ["new", "ok", "sad"] }, [new TypeUse("people", feeling, feeling)]), new CreateEnum(mood.Name, mood.Values), new CreateTable(new Table("people", [feeling], []))),
            new("create procedure", new CreateObject(archive)),
            new("drop procedure", new DropObject(archive), new CreateObject(archive)),
            new("change procedure", new AlterObject(archive, archive with { Definition = "LANGUAGE sql AS $$ SELECT -days; $$" }), new CreateObject(archive)),
            new("create by script", new CreateObject(policy), CreateUsers),
            new("create aggregate", new CreateObject(total)),
            new("drop by script", new DropObject(total), new CreateObject(total)),
            new("change view", new AlterObject(view, longView), CreateUsers, new CreateView(view.Name, view.Query)),
            new("change view options", new AlterObject(view with { With = ["security_barrier=true"] }, view with { Columns = longView.Columns[..2] }), CreateUsers, new CreateView(view.Name, view.Query) { With = ["security_barrier=true"] }),
            new("change materialized view", new AlterObject(view with { Materialized = true, Tablespace = "pg_default" }, view with { Materialized = true, With = ["fillfactor=50"] }), CreateUsers, new CreateView(view.Name, view.Query) { Materialized = true }),
            new("change access method of materialized view", new AlterObject(view with { Materialized = true }, view with { Materialized = true, AccessMethod = "heap2" }), CreateMethod, CreateUsers, new CreateView(view.Name, view.Query) { Materialized = true }) { SinceVersion = 15 },
            new("change index", new AlterObject(index with { With = ["fillfactor=70"] }, index with { With = ["deduplicate_items=false"], Tablespace = "pg_default" }), CreateUsers, new CreateIndex(index with { With = ["fillfactor=70"] })),
            new("change trigger", new AlterObject(trigger, trigger with { Firing = TriggerFiring.Always }), CreateUsers, touch, createTrigger),
            new("change sequence", new AlterObject(numbers, numbers with { Type = T.Int(), Start = 10, MinValue = 5, MaxValue = 100, Increment = 5, Cache = 7, Cycle = true, OwnedBy = ("orders", "id") }), CreateOrders, new CreateSequence(numbers)),
            new("change logging of sequence", new AlterObject(numbers, numbers with { Unlogged = true }), new CreateSequence(numbers)) { SinceVersion = 15 },
        ];
        return samples.Select(sample => sample with { Engine = PostgreSql });
    }

    private static IEnumerable<OperationSample> Access()
    {
        ImmutableArray<Grant> none = [];
        var users = new ObjectId(ObjectKind.Table, "users");
        var email = new ObjectId(ObjectKind.Column, "users", "email");
        var plus = new ObjectId(ObjectKind.Function, "plus", "integer, integer");
        var createPlus = new CreateFunction("plus", "a integer, b integer DEFAULT 1", "RETURNS integer LANGUAGE sql AS $$ SELECT a + b; $$");

        OperationSample[] samples =
        [
            new("comment on constraint", new SetComment(new ObjectId(ObjectKind.Constraint, "users", "pk_users"), "it's the key", null), CreateUsers),
            new("comment on view column", new SetComment(new ObjectId(ObjectKind.Column, "emails", "email"), "new", "old"), CreateUsers, new CreateView("emails", "SELECT email FROM users"), new SetComment(new ObjectId(ObjectKind.Column, "emails", "email"), "old", null)),
            new("no comment on function", new SetComment(plus, null, "old"), createPlus, new SetComment(plus, "old", null)),
            new("change owner", new SetOwner(users, Role, null), CreateUsers),
            new("give back to the owner of the database", new SetOwner(users, null, Role), CreateUsers, new SetOwner(users, Role, null)),
            new("grant", new ChangeGrants(users, none, [new Grant(null, "SELECT"), new Grant(Role, "INSERT"), new Grant(Role, "UPDATE") { Grantable = true }, new Grant(Role, "DELETE")]), CreateUsers),
            new("change grants", new ChangeGrants(users, [new Grant(Role, "INSERT"), new Grant(Role, "SELECT") { Grantable = true }, new Grant(Role, "DELETE")], [new Grant(Role, "INSERT") { Grantable = true }, new Grant(Role, "SELECT")]),
                CreateUsers, new ChangeGrants(users, none, [new Grant(Role, "INSERT"), new Grant(Role, "SELECT") { Grantable = true }, new Grant(Role, "DELETE")])),
            new("grant on column", new ChangeGrants(email, none, [new Grant(Role, "SELECT"), new Grant(Role, "UPDATE")]), CreateUsers),
            new("revoke what a function is born with", new ChangeGrants(plus, none, [new Grant(null, "EXECUTE") { Revoked = true }, new Grant(Role, "EXECUTE")]), createPlus),
        ];
        return samples.Select(sample => sample with { Engine = PostgreSql });
    }
}
