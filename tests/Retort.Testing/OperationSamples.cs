using System.Collections.Immutable;
using Retort.Operations;
using Retort.Schema;

namespace Retort.Testing;

/// <summary>An operation, and what must be there before it.</summary>
/// <param name="Name">What is special about it.</param>
/// <param name="Operation">The operation.</param>
/// <param name="Before">What must be there before it.</param>
public sealed record OperationSample(string Name, Operation Operation, params ImmutableArray<Operation> Before)
{
    /// <summary>The only engine that has such a thing; <see langword="null"/> when every one has.</summary>
    public string? Engine { get; init; }

    /// <summary>The first major version of PostgreSQL that has it.</summary>
    public int SinceVersion { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>At least one sample of every operation, and for PostgreSQL one of every property of it.</summary>
public static partial class OperationSamples
{
    private const string PostgreSql = "postgresql";
    private const string Sqlite = "sqlite";

    private static readonly MigrationBuilder T = new(new MigrationContext { Engine = PostgreSql });

    private static Table Users { get; } = new("users",
    [
        new Column("id", T.Int()) { Nullable = false },
        new Column("email", T.String(100)) { Nullable = false },
        new Column("age", T.Int()),
        new Column("tags", T.Text()),
    ],
    [new PrimaryKey("pk_users", ["id"])]);

    private static CreateTable CreateUsers { get; } = new(Users);

    private static CreateTable CreateOrders { get; } = new(new Table("orders",
    [
        new Column("id", T.Int()) { Nullable = false },
        new Column("user_id", T.Int()),
        new Column("low", T.Int()),
        new Column("high", T.Int()),
    ],
    []));

    private static AddColumn AddSpan { get; } = new("orders", new Column("span", T.Int()) { Generated = new GeneratedExpression("high - low") });

    private static InsertData InsertUser { get; } = new("users", ["id", "email", "age"], [[1, "a@example.org", 30]]);

    /// <summary>All samples.</summary>
    public static ImmutableArray<OperationSample> All { get; } = [.. Tables(), .. Columns(), .. Constraints(), .. Indexes(), .. Objects(), .. Data(), .. TableSettings(), .. ConstraintOptions(), .. SchemaObjects(), .. Access()];

    /// <summary>Those that an engine can run.</summary>
    public static IEnumerable<OperationSample> Of(string engine, int version = int.MaxValue) =>
        All.Where(sample => (sample.Engine is null || sample.Engine == engine) && sample.SinceVersion <= version);

    private static IEnumerable<OperationSample> Tables()
    {
        yield return new("plain table", CreateUsers);
        yield return new("table if missing", CreateUsers with { IfNotExists = true });
        yield return new("table with indexes if missing", CreateUsers with { IfNotExists = true, Indexes = [new TableIndex("ix_users_email", "users", ["email"])] });
        yield return new("table with indexes", CreateUsers with { Indexes = [new TableIndex("ix_users_email", "users", ["email"]) { Unique = true }] });
        yield return new("table with comments", new CreateTable(Users with
        {
            Comment = "it's a table",
            Columns = [.. Users.Columns.Select(column => column with { Comment = $"column {column.Name}" })],
            Constraints = [new PrimaryKey("pk_users", ["id"]) { Comment = "the key" }],
        }))
        { Engine = PostgreSql };
        yield return new("unlogged table", new CreateTable(Users with { Unlogged = true })) { Engine = PostgreSql };
        yield return new("partitioned table", new CreateTable(Users with { PartitionBy = "RANGE (id)" })) { Engine = PostgreSql };
        yield return new("table with storage parameters", new CreateTable(Users with { With = ["fillfactor=70"] })) { Engine = PostgreSql };
        yield return new("strict table", new CreateTable(new Table("numbers", [new Column("id", T.Type("INTEGER"))], []) { Strict = true })) { Engine = Sqlite };
        yield return new("table without rowid", new CreateTable(new Table("numbers", [new Column("id", T.Int()) { Nullable = false }], [new PrimaryKey("pk_numbers", ["id"])]) { WithoutRowId = true })) { Engine = Sqlite };
        yield return new("drop table", new DropTable("users") { Former = CreateUsers }, CreateUsers);
        yield return new("drop table if there", new DropTable("users") { IfExists = true });
        yield return new("drop table with dependents", new DropTable("users") { Cascade = true }, CreateUsers, new CreateView("emails", "SELECT email FROM users")) { Engine = PostgreSql };
        yield return new("rename table", new RenameTable("users", "people"), CreateUsers);
        yield return new("comment on table", new SetTableComment("users", "new") { Former = "old", HasFormer = true }, CreateUsers, new SetTableComment("users", "old")) { Engine = PostgreSql };
        yield return new("no comment on table", new SetTableComment("users", null) { Former = "old", HasFormer = true }, CreateUsers, new SetTableComment("users", "old")) { Engine = PostgreSql };
    }

    private static IEnumerable<OperationSample> Columns()
    {
        yield return new("add column", new AddColumn("users", new Column("note", T.Text())), CreateUsers);
        yield return new("add column with default", new AddColumn("users", new Column("state", T.String(10)) { Nullable = false, Default = ColumnDefault.OfValue("it's") }), CreateUsers, InsertUser);
        yield return new("add column with default expression", new AddColumn("users", new Column("at", T.DateTimeOffset()) { Default = ColumnDefault.OfSql("CURRENT_TIMESTAMP") }), CreateUsers);
        yield return new("add column with constraint and index", new AddColumn("users", new Column("code", T.Int()))
        {
            Constraints = [new UniqueConstraint("uq_users_code", ["code"]), new CheckConstraint("ck_users_code", "code > 0")],
            Indexes = [new TableIndex("ix_users_code", "users", ["code"])],
        }, CreateUsers);
        yield return new("add column with comment", new AddColumn("users", new Column("note", T.Text()) { Comment = "it's a note" }), CreateUsers) { Engine = PostgreSql };
        yield return new("add column if missing", new AddColumn("users", new Column("note", T.Text())) { IfNotExists = true }, CreateUsers) { Engine = PostgreSql };
        yield return new("add indexed column if missing", new AddColumn("users", new Column("age", T.Int()))
        {
            IfNotExists = true,
            Indexes = [new TableIndex("ix_users_age", "users", ["age"])],
        }, CreateUsers)
        { Engine = PostgreSql };
        yield return new("add identity column", new AddColumn("orders", new Column("number", T.BigInt()) { Nullable = false, Identity = new Identity { Always = true, Start = 100, Increment = 5 } }), CreateOrders) { Engine = PostgreSql };
        yield return new("add stored generated column", new AddColumn("orders", new Column("span", T.Int()) { Generated = new GeneratedExpression("high - low") }), CreateOrders) { Engine = PostgreSql };
        yield return new("add virtual generated column", new AddColumn("orders", new Column("span", T.Int()) { Generated = new GeneratedExpression("high - low", Stored: false) }), CreateOrders) { SinceVersion = 18 };
        yield return new("add collated column", new AddColumn("users", new Column("name", T.Text()) { Collation = "C" }), CreateUsers) { Engine = PostgreSql };
        yield return new("drop column", new DropColumn("users", "tags") { Former = new AddColumn("users", new Column("tags", T.Text())) }, CreateUsers);
        yield return new("drop column if there", new DropColumn("users", "missing") { IfExists = true }, CreateUsers) { Engine = PostgreSql };
        yield return new("drop column with dependents", new DropColumn("users", "email") { Cascade = true }, CreateUsers, new CreateView("emails", "SELECT email FROM users")) { Engine = PostgreSql };
        yield return new("rename column", new RenameColumn("users", "email", "mail"), CreateUsers);
        yield return new("alter type", new AlterColumn("users", "email", new ColumnChange { Type = T.Text() }) { Former = new ColumnChange { Type = T.String(100) } }, CreateUsers, InsertUser);
        yield return new("alter type with expression", new AlterColumn("users", "tags", new ColumnChange { Type = T.Int(), Using = "length(tags)" }), CreateUsers, InsertUser) { Engine = PostgreSql };
        yield return new("alter type with collation", new AlterColumn("users", "tags", new ColumnChange { Type = T.Text(), Collation = "C" }), CreateUsers) { Engine = PostgreSql };
        yield return new("alter type and default", new AlterColumn("users", "age", new ColumnChange { Type = T.Text(), Default = ColumnDefault.OfValue("old") }), CreateUsers, new AlterColumn("users", "age", new ColumnChange { Default = ColumnDefault.OfValue(7) }));
        yield return new("set not null", new AlterColumn("users", "age", new ColumnChange { Nullable = false }) { Former = new ColumnChange { Nullable = true } }, CreateUsers, InsertUser);
        yield return new("drop not null", new AlterColumn("users", "email", new ColumnChange { Nullable = true }) { Former = new ColumnChange { Nullable = false } }, CreateUsers);
        yield return new("set default", new AlterColumn("users", "age", new ColumnChange { Default = ColumnDefault.OfValue(18) }) { Former = new ColumnChange { Default = ColumnDefault.None } }, CreateUsers);
        yield return new("drop default", new AlterColumn("users", "age", new ColumnChange { Default = ColumnDefault.None }), CreateUsers);
        yield return new("set column comment", new AlterColumn("users", "age", new ColumnChange { Comment = "in years" }) { Former = new ColumnChange { Comment = "" } }, CreateUsers) { Engine = PostgreSql };
        yield return new("add identity", new AlterColumn("orders", "id", new ColumnChange { Identity = new Identity { Start = 10 } }) { Former = new ColumnChange { DropIdentity = true } }, CreateOrders) { Engine = PostgreSql };
        yield return new("change identity", new AlterColumn("orders", "id", new ColumnChange { Identity = new Identity { Always = true, Start = 1, Increment = 2 } }) { Former = new ColumnChange { Identity = new Identity() } }, CreateOrders, new AlterColumn("orders", "id", new ColumnChange { Identity = new Identity() })) { Engine = PostgreSql };
        yield return new("change identity in all", new AlterColumn("orders", "id", new ColumnChange { Identity = new Identity { Start = 20, Increment = -5, MinValue = -100, MaxValue = 50, Cache = 3, Cycle = true } }) { Former = new ColumnChange { Identity = new Identity() } }, CreateOrders, new AlterColumn("orders", "id", new ColumnChange { Identity = new Identity() })) { Engine = PostgreSql };
        yield return new("change generated expression", new AlterColumn("orders", "span", new ColumnChange { Generated = new GeneratedExpression("high + low") }) { Former = new ColumnChange { Generated = new GeneratedExpression("high - low") } }, CreateOrders, AddSpan) { SinceVersion = 17 };
        yield return new("drop generated expression", new AlterColumn("orders", "span", new ColumnChange { DropGenerated = true, Default = ColumnDefault.OfValue(1) }), CreateOrders, AddSpan);
        yield return new("drop identity", new AlterColumn("orders", "id", new ColumnChange { DropIdentity = true }) { Former = new ColumnChange { Identity = new Identity() } }, CreateOrders, new AlterColumn("orders", "id", new ColumnChange { Identity = new Identity() })) { Engine = PostgreSql };
    }

    private static IEnumerable<OperationSample> Constraints()
    {
        yield return Added("primary key", new PrimaryKey("pk_orders", ["id"]));
        yield return Added("primary key with everything", new PrimaryKey("pk_orders", ["id"]) { Include = ["low"], Deferral = Deferral.InitiallyDeferred, Comment = "the key" }, PostgreSql);
        yield return Added("primary key over an index", new PrimaryKey("pk_orders", ["id"]) { UsingIndex = "ix_orders_id" }, PostgreSql, before: new CreateIndex(new TableIndex("ix_orders_id", "orders", ["id"]) { Unique = true }));
        yield return Added("unique", new UniqueConstraint("uq_orders", ["low", "high"]));
        yield return Added("unique with everything", new UniqueConstraint("uq_orders", ["low"]) { Include = ["high"], Deferral = Deferral.InitiallyImmediate }, PostgreSql);
        yield return Added("unique over an index", new UniqueConstraint("uq_orders", ["low"]) { UsingIndex = "ix_orders_low" }, PostgreSql, before: new CreateIndex(new TableIndex("ix_orders_low", "orders", ["low"]) { Unique = true }));
        yield return Added("unique nulls", new UniqueConstraint("uq_orders", ["low"]) { NullsNotDistinct = true }, PostgreSql, since: 15);
        yield return Added("check", new CheckConstraint("ck_orders", "low < high AND ';' <> '''' "));
        yield return Added("check with everything", new CheckConstraint("ck_orders", "low < high") { NotValid = true, NoInherit = true }, PostgreSql);
        yield return Added("foreign key", new ForeignKey("fk_orders_users", ["user_id"], "users", ["id"]) { OnDelete = ReferentialAction.Cascade });
        yield return Added("foreign key with everything", new ForeignKey("fk_orders_users", ["user_id"], "users", ["id"])
        {
            OnDelete = ReferentialAction.SetNull,
            OnUpdate = ReferentialAction.Restrict,
            MatchFull = true,
            Deferral = Deferral.InitiallyDeferred,
            NotValid = true,
        }, PostgreSql);
        yield return Added("foreign key with default", new ForeignKey("fk_orders_users", ["user_id"], "users", []) { OnDelete = ReferentialAction.SetDefault, OnUpdate = ReferentialAction.Cascade });
        yield return Added("exclusion", new ExcludeConstraint("ex_orders", [new ExcludeElement("int4range(low, high)", "&&")]) { Where = "low < high", Deferral = Deferral.InitiallyImmediate }, PostgreSql);
        yield return Added("exclusion by spgist", new ExcludeConstraint("ex_orders", [new ExcludeElement("int4range(low, high)", "&&")]) { Method = "spgist" }, PostgreSql);

        var check = new CheckConstraint("ck_orders", "low < high");
        yield return new("drop constraint", new DropConstraint("orders", "ck_orders") { Former = check }, CreateOrders, new AddConstraint("orders", check));
        yield return new("drop constraint if there", new DropConstraint("orders", "missing") { IfExists = true }, CreateOrders) { Engine = PostgreSql };
        yield return new("drop constraint with dependents", new DropConstraint("users", "pk_users") { Cascade = true }, CreateUsers, CreateOrders, new AddConstraint("orders", new ForeignKey("fk", ["user_id"], "users", ["id"]))) { Engine = PostgreSql };
        yield return new("rename constraint", new RenameConstraint("orders", "ck_orders", "ck_new"), CreateOrders, new AddConstraint("orders", check));
        yield return new("validate constraint", new ValidateConstraint("orders", "ck_orders"), CreateOrders, new AddConstraint("orders", check with { NotValid = true })) { Engine = PostgreSql };
        yield return new("free constraint name", new FreeConstraintName("orders", "ck_orders"), CreateOrders) { Engine = PostgreSql };

        OperationSample Added(string name, Constraint constraint, string? engine = null, int since = 0, Operation? before = null) =>
            new($"add {name}", new AddConstraint("orders", constraint), [CreateUsers, CreateOrders, .. before is null ? Array.Empty<Operation>() : [before]]) { Engine = engine, SinceVersion = since };
    }

    private static IEnumerable<OperationSample> Indexes()
    {
        var index = new TableIndex("ix_users", "users", ["email"]);
        yield return Created("index", index);
        yield return Created("unique partial index", index with { Unique = true, Where = "age > 18" });
        yield return Created("descending expression index", index with { Keys = [IndexKey.OfSql("lower(email)").Descending(), "age"] });
        yield return Created("index with everything", index with
        {
            Keys = [((IndexKey)"email").Collate("C").Using("text_pattern_ops").Descending().NullsLast(), ((IndexKey)"age").NullsFirst()],
            Include = ["tags"],
            Method = "btree",
            With = ["fillfactor=70"],
            Tablespace = "pg_default",
            Comment = "it's an index",
        }, PostgreSql);
        yield return Created("index with equal nulls", index with { Unique = true, NullsNotDistinct = true }, PostgreSql) with { SinceVersion = 15 };
        yield return new("index if missing", new CreateIndex(index) { IfNotExists = true }, CreateUsers);
        yield return new("commented index if missing", new CreateIndex(index with { Comment = "new" }) { IfNotExists = true }, CreateUsers) { Engine = PostgreSql };
        yield return new("concurrent index", new CreateIndex(index) { Concurrently = true }, CreateUsers) { Engine = PostgreSql };
        yield return new("commented concurrent index if missing", new CreateIndex(index with { Comment = "new" }) { Concurrently = true, IfNotExists = true }, CreateUsers) { Engine = PostgreSql };
        yield return new("drop index", new DropIndex("ix_users") { Former = index }, CreateUsers, new CreateIndex(index));
        yield return new("drop index if there", new DropIndex("missing") { IfExists = true });
        yield return new("drop index concurrently", new DropIndex("ix_users") { Concurrently = true, Former = index }, CreateUsers, new CreateIndex(index)) { Engine = PostgreSql };
        yield return new("rename index", new RenameIndex("ix_users", "ix_new"), CreateUsers, new CreateIndex(index));

        static OperationSample Created(string name, TableIndex index, string? engine = null) => new($"create {name}", new CreateIndex(index), CreateUsers) { Engine = engine };
    }

    private static IEnumerable<OperationSample> Objects()
    {
        var mood = new CreateEnum("mood", ["sad", "it's ok"]);
        var sequence = new Sequence("numbers")
        {
            Type = T.BigInt(),
            Start = 10,
            Increment = 5,
            MinValue = 5,
            MaxValue = 1000,
            Cache = 7,
            Cycle = true,
            OwnedBy = ("orders", "id"),
        };
        var view = new CreateView("emails", "SELECT id, email FROM users -- all");
        var function = new CreateFunction("plus", "a integer, b integer DEFAULT (1 + 1)", "RETURNS integer LANGUAGE sql AS $$ SELECT a + b; $$");
        var touch = new CreateFunction("touch", "", "RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$");
        var trigger = new CreateTrigger("touched", "users", "BEFORE INSERT OR UPDATE", "FOR EACH ROW EXECUTE FUNCTION touch()");
        var log = new CreateTrigger("logged", "users", "AFTER INSERT", "BEGIN UPDATE users SET age = 1 WHERE id = new.id; END");

        OperationSample[] samples =
        [
            new("create schema", new CreateSchema("Audit")),
            new("create schema if missing", new CreateSchema("public") { IfNotExists = true }),
            new("drop schema", new DropSchema("audit"), new CreateSchema("audit")),
            new("drop schema if there", new DropSchema("audit") { IfExists = true, Cascade = true }, new CreateSchema("audit"), new CreateSequence(new Sequence(("audit", "s")))),
            new("create enum", mood),
            new("add enum value", new AddEnumValue("mood", "happy"), mood),
            new("add enum value before", new AddEnumValue("mood", "angry") { Before = "sad", IfNotExists = true }, mood),
            new("add enum value after", new AddEnumValue("mood", "meh") { After = "sad" }, mood),
            new("rename enum value", new RenameEnumValue("mood", "sad", "blue"), mood),
            new("drop enum", new DropEnum("mood") { Former = mood.Values }, mood),
            new("drop enum if there", new DropEnum("mood") { IfExists = true }),
            new("create sequence", new CreateSequence(sequence), CreateOrders),
            new("create unlogged sequence", new CreateSequence(sequence with { Unlogged = true, OwnedBy = null }) { IfNotExists = true }) { SinceVersion = 15 },
            new("create sequence if missing", new CreateSequence(new Sequence("numbers")) { IfNotExists = true }, new CreateSequence(new Sequence("numbers"))),
            new("alter sequence", new AlterSequence(sequence with { Cycle = false, OwnedBy = null }) { Restart = 20 }, new CreateSequence(new Sequence("numbers"))),
            new("drop sequence", new DropSequence("numbers") { Former = new Sequence("numbers") }, new CreateSequence(new Sequence("numbers"))),
            new("drop sequence if there", new DropSequence("numbers") { IfExists = true }),
            new("create extension", new CreateExtension("plpgsql") { Schema = "pg_catalog", Version = "1.0" }),
            new("drop extension", new DropExtension("missing") { IfExists = true, Cascade = true }),
            new("create view with everything", view with { Columns = ["number", "mail"], With = ["security_barrier=true"], OrReplace = true }, CreateUsers),
            new("replace view", new CreateView("emails", "SELECT id, email FROM users WHERE id > 1") { OrReplace = true, Former = view.Query }, CreateUsers, view),
            new("create materialized view", view with { Materialized = true, WithNoData = true, With = ["fillfactor=70"], Columns = ["number", "mail"] }, CreateUsers),
            new("create materialized view in its place", view with { Materialized = true, Tablespace = "pg_default", AccessMethod = "heap2" }, CreateMethod, CreateUsers),
            new("drop materialized view", new DropView("emails") { Materialized = true, IfExists = true, Former = view with { Materialized = true, Columns = ["number", "mail"] } }, CreateUsers, view with { Materialized = true, Columns = ["number", "mail"] }),
            new("drop materialized view with dependents", new DropView("emails") { Materialized = true, Cascade = true }, CreateUsers, view with { Materialized = true }, new CreateView("all_emails", "SELECT * FROM emails")),
            new("create function", function),
            new("replace function", function with { OrReplace = true, Definition = "RETURNS integer LANGUAGE sql AS $$ SELECT a - b; $$", Former = function.Definition }, function),
            new("drop function", new DropFunction("plus", function.Arguments) { IfExists = true, Former = function.Definition }, function),
            new("drop function with dependents", new DropFunction("touch", "") { Cascade = true }, CreateUsers, touch, trigger),
            new("create trigger", trigger, CreateUsers, touch),
            new("create constraint trigger", trigger with { Events = "AFTER INSERT", Action = "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION touch()", IsConstraint = true }, CreateUsers, touch),
            new("drop trigger", new DropTrigger("touched", "users") { Former = trigger }, CreateUsers, touch, trigger),
        ];
        return
        [
            .. samples.Select(sample => sample with { Engine = PostgreSql }),
            new("create view", view, CreateUsers),
            new("drop view", new DropView("emails") { IfExists = true, Former = view }, CreateUsers, view),
            new("drop trigger if there", new DropTrigger("missing", "users") { IfExists = true }, CreateUsers),
            new("create trigger with a body", log, CreateUsers) { Engine = Sqlite },
            new("drop trigger with a body", new DropTrigger("logged", "users") { Former = log }, CreateUsers, log) { Engine = Sqlite },
        ];
    }

    private static IEnumerable<OperationSample> Data()
    {
        yield return new("run SQL", new ExecuteSql("CREATE TABLE one (a int); -- and\nINSERT INTO one VALUES (1);"));
        yield return new("insert rows", new InsertData("users", ["id", "email", "age"], [[1, "it's", null], [2, "b\\n", new SqlExpression("1 + 1")]]), CreateUsers);
        yield return new("update rows", new UpdateData("users", [("age", null), ("email", "x")], [("id", 1), ("tags", null)]), CreateUsers, InsertUser);
        yield return new("delete rows", new DeleteData("users", [("tags", null)]), CreateUsers, InsertUser);
        yield return new("backfill", new Backfill("users", "tags = lower(email)") { Where = "tags IS NULL" }, CreateUsers, InsertUser);
        yield return new("backfill by a key", new Backfill("users", "age = age + 1") { Key = ["email"] }, CreateUsers, InsertUser);
        yield return new("run code", new RunCode(async (connection, token) =>
        {
            var command = connection.CreateCommand();
            await using (command.ConfigureAwait(false))
            {
                command.CommandText = "CREATE TABLE coded (a int)";
                await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
            }
        }));
        yield return new("outside the transaction", new OutsideTransaction([CreateUsers, new CreateIndex(new TableIndex("ix_users", "users", ["age"]))]));
    }
}
