using Retort.Planning;

namespace Retort.PostgreSql.Tests;

/// <summary>What the server tells of statements that run in a scratch database.</summary>
public class ObserverTests
{
    private const string Schema =
        """
        CREATE TABLE parent (id bigint PRIMARY KEY);
        CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, parent bigint CONSTRAINT t_parent REFERENCES parent);
        CREATE INDEX t_a ON t (a);
        CREATE SEQUENCE numbers;
        INSERT INTO parent VALUES (1);
        INSERT INTO t VALUES (1, 1, 'x', 1);
        """;

    public static TheoryData<string, string, string, string> Statements => new()
    {
        { "ALTER TABLE t ADD COLUMN c integer", "AccessExclusive t", "", "" },
        { "ALTER TABLE t ADD COLUMN c uuid DEFAULT gen_random_uuid()", "AccessExclusive t", "t t_a t_pkey", "t" },
        { "ALTER TABLE t ALTER a TYPE bigint", "AccessExclusive t", "t t_a t_pkey", "t" },
        { "ALTER TABLE t ALTER a SET NOT NULL", "AccessExclusive t", "", "t" },
        { "ALTER TABLE t ADD CHECK (a > 0)", "AccessExclusive t", "", "t" },
        { "ALTER TABLE t ADD CHECK (a > 0) NOT VALID", "AccessExclusive t", "", "" },
        { "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES parent", "ShareRowExclusive parent, ShareRowExclusive t", "", "parent t" },
        { "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES parent NOT VALID", "ShareRowExclusive parent, ShareRowExclusive t", "", "" },
        { "CREATE INDEX ON t (b)", "Share t", "", "t" },
        { "DROP INDEX t_a", "AccessExclusive t", "", "" },
        { "REINDEX TABLE t", "AccessExclusive t_a, AccessExclusive t_pkey, Share t", "t_a t_pkey", "t" },
        { "CREATE TABLE u (t bigint REFERENCES t)", "ShareRowExclusive t", "", "" },
        { "ALTER TABLE t DROP CONSTRAINT t_parent", "AccessExclusive parent, AccessExclusive t", "", "" },
        { "CREATE TRIGGER touched BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()", "ShareRowExclusive t", "", "" },
        { "ALTER SEQUENCE numbers RESTART", "ShareRowExclusive numbers", "", "" },
        { "TRUNCATE t", "AccessExclusive t", "", "" },
        { "INSERT INTO t VALUES (2, 2, 'x', NULL)", "RowExclusive t", "", "" },
        { "CREATE INDEX CONCURRENTLY i ON t (b)", "ShareUpdateExclusive t", "", "t" },
        { "DROP INDEX CONCURRENTLY t_a", "ShareUpdateExclusive t", "", "" },
        { "REINDEX TABLE CONCURRENTLY t", "ShareUpdateExclusive t", "t_a t_pkey", "t" },
        { "ALTER INDEX t_a RENAME TO t_b", "ShareUpdateExclusive t_a", "", "" },
        { "VACUUM FULL t", "AccessExclusive t", "t t_a t_pkey", "t" },
        { "DO $$ BEGIN EXECUTE 'ALTER TABLE t ALTER a TYPE text'; END $$", "AccessExclusive t", "t t_a t_pkey", "t" },
    };

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task A_statement_tells_its_locks_rewrites_and_scans(string sql, string locks, string rewrites, string scans)
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.LoadAsync(Schema);
        await using var observer = await database.Database.OpenObserverAsync();

        var effects = await observer.RunAsync(PostgreSqlStatementKind.Classify(new SqlStatement(sql)));

        Assert.Equal(locks, string.Join(", ", effects.Locks.Select(held => $"{held.Mode} {held.Relation}")));
        Assert.Equal(rewrites, string.Join(' ', effects.Rewrites));
        Assert.Equal(scans, string.Join(' ', effects.Scans));
    }

    [Fact]
    public async Task Each_statement_tells_its_own()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.LoadAsync(Schema);
        await using var observer = await database.Database.OpenObserverAsync();

        string[] told =
        [
            .. await TellAsync("ALTER TABLE t ADD CHECK (a > 0)"),
            .. await TellAsync("ALTER TABLE t ADD CHECK (a > 1) NOT VALID"),
            .. await TellAsync("ALTER TABLE t ADD CHECK (a < 9)"),
            .. await TellAsync("ALTER TABLE t RENAME TO u"),
            .. await TellAsync("ALTER TABLE u RENAME COLUMN b TO c"),
            .. await TellAsync("ALTER TABLE u DROP COLUMN c, DROP COLUMN a"),
            .. await TellAsync("DROP TABLE u"),
        ];

        Assert.Equal(["scan t", "scan t", "drop column \"a\" of table \"u\"", "drop column \"c\" of table \"u\"", "drop table \"u\""], told);

        async Task<IEnumerable<string>> TellAsync(string sql)
        {
            var effects = await observer.RunAsync(new SqlStatement(sql));
            return [.. effects.Scans.Select(table => $"scan {table}"), .. effects.Drops.Select(drop => $"drop {drop}")];
        }
    }

    [Fact]
    public async Task What_is_set_for_a_transaction_holds_for_the_revision()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync("CREATE SCHEMA app; CREATE TABLE app.t (a integer)");
        await using var observer = await database.Database.OpenObserverAsync();

        await observer.BeginRevisionAsync();
        await observer.RunAsync(new SqlStatement("set  local search_path = app"));
        var effects = await observer.RunAsync(new SqlStatement("DROP TABLE t"));
        await observer.BeginRevisionAsync();

        Assert.Equal("app.t", Assert.Single(effects.Locks).Relation.ToString());
        await Assert.ThrowsAsync<Dialects.StatementException>(() => observer.RunAsync(new SqlStatement("CREATE VIEW v AS SELECT 1 FROM t")));
    }

    [Fact]
    public async Task A_refused_statement_leaves_nothing_behind()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.LoadAsync(Schema);
        await using var observer = await database.Database.OpenObserverAsync();

        await Assert.ThrowsAsync<Dialects.StatementException>(() => observer.RunAsync(new SqlStatement("DO $$ BEGIN DROP TABLE t; RAISE 'no'; END $$")));
        var after = await observer.RunAsync(new SqlStatement("DROP TABLE t"));

        Assert.Equal("AccessExclusive parent, AccessExclusive t", string.Join(", ", after.Locks.Select(held => $"{held.Mode} {held.Relation}")));
    }
}
