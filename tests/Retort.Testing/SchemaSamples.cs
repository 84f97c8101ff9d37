using System.Collections.Immutable;
using Retort.Schema;

namespace Retort.Testing;

/// <summary>Schema objects of every kind in which every property is set, one at least for each. They need not fit together.</summary>
public static class SchemaSamples
{
    private static readonly MigrationBuilder T = new(new MigrationContext { Engine = "postgresql" });

    private static readonly ImmutableArray<Grant> Grants =
    [
        new Grant("reader", "SELECT") { Grantable = true },
        new Grant(null, "INSERT") { Revoked = true },
    ];

    /// <summary>All of them.</summary>
    public static ImmutableArray<SchemaObject> All { get; } =
    [
        new Namespace("audit") { Comment = "Who did what", Owner = "auditor", Grants = Grants },
        new Extension("pg_trgm") { Schema = "extensions", Comment = "Likeness of texts" },
        new EnumType(("audit", "mood"), ["sad", "ok", "happy"]) { Comment = "How one feels", Owner = "auditor" },
        new CompositeType("address", [new Column("street", T.Text()) { Collation = "C", Comment = "With its number" }, new Column("zip", T.Char(5))]) { Owner = "clerk" },
        new Domain("email", T.Text())
        {
            Nullable = false,
            Default = "'nobody@example.org'::text",
            Collation = ("pg_catalog", "C"),
            Checks = [new CheckConstraint("email_has_at", "VALUE ~ '@'::text") { NotValid = true }],
        },
        new Sequence("tickets")
        {
            Type = T.SmallInt(),
            Start = 5,
            Increment = 2,
            MinValue = 3,
            MaxValue = 900,
            Cache = 10,
            Cycle = false,
            Unlogged = true,
            OwnedBy = (("audit", "orders"), "ticket"),
            Grants = Grants,
        },
        new Routine("touch", "integer, text")
        {
            Arguments = "id integer, reason text DEFAULT ''::text",
            Returns = "trigger",
            Definition = "RETURNS trigger LANGUAGE plpgsql AS $function$BEGIN RETURN new; END$function$",
            Comment = "Sets the time",
        },
        new Routine("sweep", "") { IsProcedure = true, Arguments = "", Definition = "LANGUAGE sql AS $$DELETE FROM orders$$" },
        Orders,
        new Table("orders_2026", [], [])
        {
            PartitionOf = new Partition(("audit", "orders"), "FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')")
            {
                Constraints = [new PrimaryKey("orders_2026_pkey", ["id"])],
                Indexes = [new TableIndex("orders_2026_email_idx", "orders_2026", ["email"])],
            },
        },
        new Table("stored", [new Column("id", T.Type("INTEGER"))], []) { Strict = true, WithoutRowId = true, OriginalText = "CREATE TABLE stored (id INTEGER) STRICT, WITHOUT ROWID" },
        new TableIndex("ix_orders", ("audit", "orders"), [((IndexKey)"email").Descending().NullsFirst().Using("text_pattern_ops").Collate("C"), IndexKey.OfSql("lower(note)").NullsLast()])
        {
            Unique = true,
            Where = "note IS NOT NULL",
            Include = ["total"],
            Method = "gin",
            With = ["fillfactor=70"],
            NullsNotDistinct = true,
            Tablespace = "fast",
            IsInvalid = true,
        },
        new View("totals", "SELECT sum(total) FROM orders") { Columns = [new Column("sum", T.Decimal(10, 2))], With = ["security_invoker=true"], Grants = Grants },
        new View("sums", "SELECT sum(total) FROM orders") { Materialized = true, Tablespace = "fast", AccessMethod = "columnar" },
        new Trigger("orders", "touch")
        {
            Events = "AFTER INSERT OR UPDATE",
            Action = "FOR EACH ROW EXECUTE FUNCTION touch()",
            IsConstraint = true,
            Firing = TriggerFiring.Always,
        },
        new ScriptedObject(new(ObjectKind.Policy, ("audit", "orders"), "own"), "CREATE POLICY own ON orders USING (true)", "DROP POLICY own ON orders"),
    ];

    private static Table Orders => new(("audit", "orders"), Columns, Constraints)
    {
        Unlogged = true,
        PartitionBy = "RANGE (created)",
        Inherits = ["base", ("audit", "base")],
        With = ["autovacuum_enabled=false", "fillfactor=70"],
        Tablespace = "fast",
        AccessMethod = "columnar",
        ReplicaIdentity = "FULL",
        ClusteredOn = "ix_orders",
        RowSecurity = true,
        ForceRowSecurity = true,
        Comment = "What was bought",
        Owner = "clerk",
        Grants = Grants,
    };

    private static ImmutableArray<Column> Columns =>
    [
        new("id", T.BigInt())
        {
            Nullable = false,
            Identity = new Identity { Always = true, Start = 10, Increment = 5, MinValue = 1, MaxValue = 1000, Cache = 3, Cycle = true },
            Grants = Grants,
        },
        new("email", T.String(100))
        {
            Default = ColumnDefault.OfSql("'a'::character varying"),
            Collation = "C",
            Comment = "Where to write to",
            IsInherited = true,
            Storage = "EXTERNAL",
            Compression = "lz4",
            Statistics = 500,
            Options = ["n_distinct=-0.5"],
        },
        new("count", T.Int()) { Default = ColumnDefault.OfValue(1) },
        new("total", T.Decimal(10, 2)) { Generated = new GeneratedExpression("price * count", Stored: false) },
        new("moods", T.Array(T.Enum(("audit", "mood")))),
        new("created", T.Type("tstzrange")),
    ];

    private static ImmutableArray<Constraint> Constraints =>
    [
        new CheckConstraint("ck_total", "total > 0") { NotValid = true, NoInherit = true, NotEnforced = true, Comment = "Nothing is for nothing" },
        new ExcludeConstraint("ex_room", [new ExcludeElement("room", "="), new ExcludeElement("during", "&&")])
        {
            Method = "spgist",
            Where = "room IS NOT NULL",
            Include = ["total"],
            With = ["fillfactor=80"],
            Tablespace = "fast",
            Deferral = Deferral.InitiallyDeferred,
        },
        new ForeignKey("fk_user", ["tenant", "user"], ("audit", "users"), ["tenant", "id"])
        {
            OnDelete = ReferentialAction.SetNull,
            OnUpdate = ReferentialAction.Cascade,
            MatchFull = true,
            Deferral = Deferral.InitiallyImmediate,
            NotValid = true,
            NotEnforced = true,
            OnDeleteColumns = ["user"],
            Period = true,
        },
        new NotNullConstraint("nn_email", "email") { NotValid = true, NoInherit = true },
        new PrimaryKey("pk_orders", ["id", "created"])
        {
            Include = ["total"],
            Deferral = Deferral.InitiallyDeferred,
            WithoutOverlaps = true,
            With = ["fillfactor=70"],
            Tablespace = "fast",
            UsingIndex = "ix_id",
        },
        new UniqueConstraint("uq_email", ["email"])
        {
            Include = ["total"],
            NullsNotDistinct = true,
            Deferral = Deferral.InitiallyImmediate,
            WithoutOverlaps = true,
            With = ["fillfactor=70"],
            Tablespace = "fast",
            UsingIndex = "ix_email",
        },
    ];
}
