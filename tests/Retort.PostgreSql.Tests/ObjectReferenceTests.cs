using Retort.Operations;
using Retort.Schema;

namespace Retort.PostgreSql.Tests;

/// <summary>An object of every kind is found by the words it is called by.</summary>
public class ObjectReferenceTests
{
    // The server notes nothing of what depends on the roles it was born with.
    private const string Role = "object owner";

    private const string Schema =
        """
        DO $$ BEGIN IF to_regrole('"object owner"') IS NULL THEN CREATE ROLE "object owner"; END IF; END $$;
        CREATE SCHEMA "My Schema";
        CREATE COLLATION my_collation FROM "C";
        CREATE TYPE mood AS ENUM ('sad');
        CREATE TYPE point3 AS (x integer);
        CREATE DOMAIN code AS text;
        CREATE TYPE span AS RANGE (subtype = integer);
        CREATE SEQUENCE numbers;
        CREATE FUNCTION plus(a integer, b text DEFAULT 'x') RETURNS integer LANGUAGE sql AS 'SELECT a';
        CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE FUNCTION note() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
        CREATE PROCEDURE archive(days integer) LANGUAGE sql AS 'SELECT 1';
        CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer);
        CREATE AGGREGATE part(double precision ORDER BY double precision) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
        CREATE TABLE "Users" (id integer CONSTRAINT pk PRIMARY KEY, "E-Mail" text);
        CREATE INDEX ix ON "Users" ("E-Mail");
        CREATE VIEW emails AS SELECT id FROM "Users";
        CREATE MATERIALIZED VIEW stored AS SELECT id FROM "Users";
        CREATE TRIGGER touched BEFORE INSERT ON "Users" FOR EACH ROW EXECUTE FUNCTION touch();
        CREATE RULE quiet AS ON DELETE TO "Users" DO INSTEAD NOTHING;
        CREATE POLICY own ON "Users" USING (id > 0);
        CREATE STATISTICS both_columns ON id, "E-Mail" FROM "Users";
        CREATE EVENT TRIGGER noted ON sql_drop EXECUTE FUNCTION note();
        CREATE PUBLICATION news;
        """;

    private static ObjectId[] Objects { get; } =
    [
        new(ObjectKind.Namespace, "My Schema"), new(ObjectKind.Extension, "plpgsql"), new(ObjectKind.Collation, "my_collation"), new(ObjectKind.Enum, "mood"),
        new(ObjectKind.Composite, "point3"), new(ObjectKind.Domain, "code"), new(ObjectKind.Range, "span"), new(ObjectKind.Sequence, "numbers"),
        new(ObjectKind.Function, "plus", "integer, text"), new(ObjectKind.Procedure, "archive", "integer"), new(ObjectKind.Aggregate, "total", "integer"),
        new(ObjectKind.Aggregate, "part", "double precision, double precision"), new(ObjectKind.Table, "Users"), new(ObjectKind.Column, "Users", "E-Mail"),
        new(ObjectKind.Column, "point3", "x"), new(ObjectKind.Column, "emails", "id"), new(ObjectKind.Constraint, "Users", "pk"), new(ObjectKind.Index, "ix"),
        new(ObjectKind.View, "emails"), new(ObjectKind.MaterializedView, "stored"), new(ObjectKind.Trigger, "Users", "touched"), new(ObjectKind.Rule, "Users", "quiet"),
        new(ObjectKind.Policy, "Users", "own"), new(ObjectKind.Statistics, "both_columns"), new(ObjectKind.EventTrigger, "noted"), new(ObjectKind.Publication, "news"),
    ];

    [Theory]
    [MemberData(nameof(OperationTests.Majors), MemberType = typeof(OperationTests))]
    public async Task An_object_of_every_kind_can_be_commented_on(int major)
    {
        await using var database = await CreateAsync(major);

        await database.RunAsync([.. Objects.Select(item => new SetComment(item, $"on {item}", null))]);

        Assert.Empty(Enum.GetValues<ObjectKind>().Except(Objects.Select(item => item.Kind)).Except([ObjectKind.DefaultPrivileges]));
        Assert.Equal((long)Objects.Length, await database.ScalarAsync("SELECT count(*) FROM pg_description WHERE description LIKE 'on %'"));
    }

    [Theory]
    [MemberData(nameof(OperationTests.Majors), MemberType = typeof(OperationTests))]
    public async Task An_object_that_has_an_owner_can_be_given_away_and_back(int major)
    {
        await using var database = await CreateAsync(major);
        var owned = Objects.Where(item => ObjectReference.HasOwner(item.Kind) && item.Kind != ObjectKind.EventTrigger).ToList();

        await database.RunAsync([.. owned.Select(item => new SetOwner(item, Role, null))]);
        var given = await OwnedAsync(database);
        await database.RunAsync([.. owned.Select(item => new SetOwner(item, null, Role))]);

        Assert.True(given >= owned.Count, $"{given} objects were given away");
        Assert.Equal(0, await OwnedAsync(database));
    }

    [Theory]
    [MemberData(nameof(OperationTests.Majors), MemberType = typeof(OperationTests))]
    public async Task Privileges_on_an_object_that_has_them_can_be_given_and_taken(int major)
    {
        await using var database = await CreateAsync(major);
        var grants = Objects.Where(item => ObjectReference.OfPrivileges(item) is not null && item != new ObjectId(ObjectKind.Column, "point3", "x"))
            .Select(item => new ChangeGrants(item, [], [new Grant(Role, PrivilegeOf(item.Kind)) { Grantable = true }]))
            .ToList();

        await database.RunAsync([.. grants]);
        var given = await GrantedAsync(database);
        await database.RunAsync([.. grants.Select(OperationReversal.Reverse)]);

        Assert.Equal(grants.Count, given);
        Assert.Equal(0, await GrantedAsync(database));
    }

    private static string PrivilegeOf(ObjectKind kind) => kind switch
    {
        ObjectKind.Function or ObjectKind.Procedure or ObjectKind.Aggregate => "EXECUTE",
        ObjectKind.Table or ObjectKind.Column or ObjectKind.View or ObjectKind.MaterializedView => "SELECT",
        _ => "USAGE",
    };

    private static async Task<TestDatabase> CreateAsync(int major)
    {
        var database = await TestDatabase.CreateAsync(major);
        await database.SqlAsync(Schema);
        return database;
    }

    private static Task<int> OwnedAsync(TestDatabase database) => CountAsync(database, "o");

    private static Task<int> GrantedAsync(TestDatabase database) => CountAsync(database, "a");

    // The server notes for each role what depends on it: as its owner, or by a privilege.
    private static async Task<int> CountAsync(TestDatabase database, string kind) => (int)(await database.ScalarAsync(
        $"SELECT count(*)::int FROM pg_shdepend WHERE deptype = '{kind}' AND refobjid = to_regrole('\"{Role}\"') AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())"))!;
}
