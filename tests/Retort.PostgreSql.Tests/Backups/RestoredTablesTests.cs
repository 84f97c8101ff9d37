using System.Collections.Immutable;
using Retort.Backups;
using Retort.Dialects;
using Retort.Schema;
using Retort.Testing;

namespace Retort.PostgreSql.Tests.Backups;

/// <summary>Rows of single tables that come back into a database in use.</summary>
public sealed class RestoredTablesTests
{
    private const string Contents =
        """"
        CREATE TABLE retort_version (version_num text PRIMARY KEY);
        CREATE SCHEMA audit;
        CREATE TYPE mood AS ENUM ('sad', 'happy');
        CREATE TABLE users (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL UNIQUE DEFERRABLE INITIALLY DEFERRED, boss bigint REFERENCES users,
            feels mood, twice bigint GENERATED ALWAYS AS (id * 2) STORED, photo bytea, at timestamptz, size float8, tags text[]);
        CREATE TABLE audit."odd ""name""" ("a,b" serial PRIMARY KEY, "user" bigint REFERENCES users ON DELETE CASCADE, "läuft?" text);
        CREATE TABLE a (id int PRIMARY KEY, b int);
        CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a ON DELETE SET NULL ON UPDATE CASCADE);
        ALTER TABLE a ADD CONSTRAINT fk_b FOREIGN KEY (b) REFERENCES b DEFERRABLE INITIALLY DEFERRED;
        COMMENT ON CONSTRAINT fk_b ON a IS 'round and round';
        CREATE TABLE events (id int, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
        CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
        CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') PARTITION BY RANGE (id);
        CREATE TABLE audit.events_2026_low PARTITION OF events_2026 FOR VALUES FROM (0) TO (1000);
        CREATE TABLE notes (event int, day date, FOREIGN KEY (event, day) REFERENCES events);
        CREATE TABLE log (line text);
        CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO log VALUES (tg_op); RETURN coalesce(new, old); END';
        CREATE TRIGGER tr_rows BEFORE INSERT OR DELETE ON users FOR EACH ROW EXECUTE FUNCTION tell();
        CREATE TRIGGER tr_all AFTER TRUNCATE ON users EXECUTE FUNCTION tell();
        ALTER TABLE users ENABLE ALWAYS TRIGGER tr_all;
        INSERT INTO users (email, boss, feels, photo, at, size, tags)
        SELECT 'user' || i, nullif(i, 1) - 1, 'happy', sha256(i::text::bytea), '2026-11-21 12:00+02'::timestamptz + i * interval '1 day', 1 / i::float8, ARRAY[E'tab\t line\n back\\slash \r', NULL] FROM generate_series(1, 50) i;
        INSERT INTO users (email, tags, photo) VALUES ('large', ARRAY[repeat('é', 200000)], convert_to(repeat('large ', 200000), 'UTF8'));
        INSERT INTO audit."odd ""name""" ("user", "läuft?") VALUES (1, 'ja'), (50, '\.');
        BEGIN; INSERT INTO a VALUES (1, 1); INSERT INTO b VALUES (1, 1); COMMIT;
        INSERT INTO events VALUES (1, '2025-05-01'), (2, '2026-05-01');
        INSERT INTO notes VALUES (1, '2025-05-01'), (2, '2026-05-01');
        TRUNCATE log;
        """";

    private static readonly string[] Everything = ["users", "audit.\"odd \"\"name\"\"\"", "a", "b", "events", "notes", "log"];

    [Theory]
    [InlineData(BackupKind.Full)]
    [InlineData(BackupKind.Affected)]
    internal async Task Deleted_rows_come_back_and_no_trigger_fires(BackupKind kind)
    {
        await using var tenant = await BackupTenant.CreateAsync(Contents);
        ImmutableArray<ObjectName> names = ["users", ("audit", "odd \"name\"")];
        var backup = await BackUpAsync(tenant, kind, names);
        var (rows, schema) = (await RowsAsync(tenant), await tenant.Server.DumpSchemaAsync());
        await tenant.Server.ExecuteAsync("DELETE FROM users WHERE id > 10; UPDATE users SET email = 'x' || email; INSERT INTO b VALUES (2); TRUNCATE log");
        var others = await RowsAsync(tenant, ["a", "b", "events", "notes", "log"]);

        var replaced = await ReplaceAsync(tenant, backup, names);

        Assert.Equal(rows[..2], (await RowsAsync(tenant))[..2]);
        Assert.Equal(others, await RowsAsync(tenant, ["a", "b", "events", "notes", "log"]));
        Assert.Equal(schema, await tenant.Server.DumpSchemaAsync());
        Assert.Equal(["tr_all", "tr_rows"], replaced.SilentTriggers);
        Assert.Equal(["A", "O"], await tenant.Server.QueryAsync("SELECT tgenabled::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname"));
    }

    [Theory]
    [InlineData(BackupKind.Full)]
    [InlineData(BackupKind.Affected)]
    internal async Task Tables_that_refer_to_each_other_come_back_with_their_keys(BackupKind kind)
    {
        await using var tenant = await BackupTenant.CreateAsync(Contents);
        var backup = await BackUpAsync(tenant, kind, ["a", "b"]);
        var (rows, schema) = (await RowsAsync(tenant), await tenant.Server.DumpSchemaAsync());
        await tenant.Server.ExecuteAsync("UPDATE a SET b = NULL; DELETE FROM b; DELETE FROM a; INSERT INTO a VALUES (7, NULL)");

        await ReplaceAsync(tenant, backup, ["a", "b"]);

        Assert.Equal(rows, await RowsAsync(tenant));
        Assert.Equal(schema, await tenant.Server.DumpSchemaAsync());
    }

    [Theory]
    [InlineData(BackupKind.Full)]
    [InlineData(BackupKind.Affected)]
    internal async Task A_partitioned_table_means_its_partitions(BackupKind kind)
    {
        await using var tenant = await BackupTenant.CreateAsync(Contents);
        var backup = await BackUpAsync(tenant, kind, ["events"]);
        var (rows, schema) = (await RowsAsync(tenant), await tenant.Server.DumpSchemaAsync());
        await tenant.Server.ExecuteAsync("INSERT INTO events SELECT i, '2026-01-01' FROM generate_series(10, 20) i");

        await ReplaceAsync(tenant, backup, ["events"]);

        Assert.Equal(rows, await RowsAsync(tenant));
        Assert.Equal(schema, await tenant.Server.DumpSchemaAsync());
        Assert.Equal(["audit.events_2026_low", "public.events_2025"], TableSelection.Of(backup, ["events"], VersionTables.Default).Select(table => table.ToString()));
        Assert.Equal(["audit.events_2026_low"], TableSelection.Of(backup, ["events_2026"], VersionTables.Default).Select(table => table.ToString()));
    }

    [Fact]
    public async Task A_partition_that_is_newer_than_the_backup_is_not_passed_over()
    {
        await using var tenant = await BackupTenant.CreateAsync(Contents);
        var backup = await BackUpAsync(tenant, BackupKind.Affected, ["events"]);
        await tenant.Server.ExecuteAsync("CREATE TABLE events_2027 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01'); INSERT INTO events VALUES (9, '2027-05-05'); DELETE FROM notes; DELETE FROM events_2025");

        var refused = await Assert.ThrowsAsync<UnfitBackupException>(() => ReplaceAsync(tenant, backup, ["events"]));
        await ReplaceAsync(tenant, backup, ["events_2025"]);

        Assert.Equal("RT0919", refused.Code);
        Assert.Equal(["3"], await tenant.Server.QueryAsync("SELECT count(*) FROM events"));
    }

    [Fact]
    public async Task Rows_that_others_refer_to_and_the_backup_does_not_have_are_an_error_that_changes_nothing()
    {
        await using var tenant = await BackupTenant.CreateAsync(Contents);
        var backup = await BackUpAsync(tenant, BackupKind.Affected, ["users"]);
        await tenant.Server.ExecuteAsync("INSERT INTO users (email) VALUES ('new'); INSERT INTO audit.\"odd \"\"name\"\"\" (\"user\") SELECT id FROM users WHERE email = 'new'");
        var (rows, schema) = (await RowsAsync(tenant), await tenant.Server.DumpSchemaAsync());

        var error = await Assert.ThrowsAsync<BackupException>(() => ReplaceAsync(tenant, backup, ["users"]));

        Assert.Equal("RT0916", error.Code);
        Assert.Contains("(52)", error.Detail, StringComparison.Ordinal);
        Assert.Contains("--tables", error.Hint, StringComparison.Ordinal);
        Assert.Equal(rows, await RowsAsync(tenant));
        Assert.Equal(schema, await tenant.Server.DumpSchemaAsync());
    }

    [Fact]
    public async Task Rows_that_refer_to_others_that_are_gone_are_an_error_that_changes_nothing()
    {
        await using var tenant = await BackupTenant.CreateAsync(Contents);
        var backup = await BackUpAsync(tenant, BackupKind.Full, []);
        await tenant.Server.ExecuteAsync("DELETE FROM users WHERE id = 50");
        var rows = await RowsAsync(tenant);

        var error = await Assert.ThrowsAsync<BackupException>(() => ReplaceAsync(tenant, backup, [("audit", "odd \"name\"")]));

        Assert.Equal("RT0916", error.Code);
        Assert.Equal(rows, await RowsAsync(tenant));
    }

    [Theory]
    [InlineData("ALTER TABLE users DROP COLUMN size", "RT0915")]
    [InlineData("ALTER TABLE users ALTER size TYPE numeric", "RT0915")]
    [InlineData("ALTER TABLE users RENAME TO people", "RT0915")]
    [InlineData("ALTER TABLE users ALTER twice DROP EXPRESSION", "RT0915")]
    [InlineData("ALTER TABLE users ADD CHECK (id < 20) NOT VALID", "RT0916")]
    [InlineData("ALTER TABLE users DROP COLUMN twice; ALTER TABLE users ADD twice bigint GENERATED ALWAYS AS (id * 3) STORED", "RT0915")]
    [InlineData("ALTER TABLE users DROP COLUMN tags, DROP COLUMN size, DROP COLUMN at, DROP COLUMN photo, DROP COLUMN twice; ALTER TABLE users ADD twice bigint GENERATED ALWAYS AS (id * 3) STORED, ADD photo bytea, ADD at timestamptz, ADD size float8, ADD tags text[]", "RT0912")]
    public async Task A_table_that_is_another_one_now_is_left_alone(string change, string code)
    {
        await using var tenant = await BackupTenant.CreateAsync(Contents);
        var backup = await BackUpAsync(tenant, BackupKind.Affected, ["users"]);
        await tenant.Server.ExecuteAsync(change);
        var (rows, schema) = (await RowsAsync(tenant, ["audit.\"odd \"\"name\"\"\"", "log"]), await tenant.Server.DumpAsync());

        var error = await Assert.ThrowsAnyAsync<BackupException>(() => ReplaceAsync(tenant, backup, ["users"]));

        Assert.Equal(code, error.Code);
        Assert.Equal(rows, await RowsAsync(tenant, ["audit.\"odd \"\"name\"\"\"", "log"]));
        Assert.Equal(schema, await tenant.Server.DumpAsync());
    }

    [Fact]
    public async Task Sequences_are_past_the_highest_number_and_never_go_back()
    {
        await using var tenant = await BackupTenant.CreateAsync(
            """
            CREATE SEQUENCE shared;
            CREATE TABLE ids (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, down int DEFAULT 0, other int DEFAULT nextval('shared'));
            CREATE SEQUENCE down INCREMENT -1 OWNED BY ids.down;
            CREATE TABLE ahead (id serial);
            INSERT INTO ids VALUES (7, -7, 70), (3, -3, 30);
            INSERT INTO ahead SELECT FROM generate_series(1, 5);
            """);
        var backup = await BackUpAsync(tenant, BackupKind.Affected, ["ids", "ahead"]);
        await tenant.Server.ExecuteAsync("DELETE FROM ids; SELECT nextval('ahead_id_seq')");

        await ReplaceAsync(tenant, backup, ["ids", "ahead"]);

        Assert.Equal(["8", "-8", "71", "7"], await tenant.Server.QueryAsync("SELECT nextval('ids_id_seq'); SELECT nextval('down'); SELECT nextval('shared'); SELECT nextval('ahead_id_seq')"));
    }

    [Fact]
    public async Task Names_that_mean_nothing_or_too_much_are_refused()
    {
        await using var tenant = await BackupTenant.CreateAsync(Contents + "CREATE TABLE audit.users (id int);");
        var backup = await BackUpAsync(tenant, BackupKind.Full, []);

        string CodeOf(ObjectName name) => Assert.ThrowsAny<BackupException>(() => TableSelection.Of(backup, [name], VersionTables.Default)).Code;

        Assert.Equal(["RT0914", "RT0914", "RT0918", "RT0918", "RT0914"], new ObjectName[] { "nobody", "users", "retort_version", ("public", "retort_history"), "pg_largeobject" }.Select(CodeOf));
        Assert.Single(TableSelection.Of(backup, [("audit", "users")], VersionTables.Default));
    }

    [Fact]
    public async Task A_role_without_the_rights_is_told_what_it_lacks()
    {
        await using var tenant = await BackupTenant.CreateAsync(Contents);
        var backup = await BackUpAsync(tenant, BackupKind.Affected, ["log", "users"]);
        var role = $"{tenant.Server.Name}_writer";
        await tenant.Server.ExecuteAsync($"CREATE ROLE {role} LOGIN; GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}; ALTER TABLE users OWNER TO {role}; GRANT CREATE ON SCHEMA public TO {role}");
        try
        {
            await using var database = PostgreSqlDatabase.Connect(tenant.Server.Url.Replace("postgres@", $"{role}@", StringComparison.Ordinal), new PostgreSqlOptions());
            var restoration = new Restoration(database, "retort_version", TimeProvider.System, new Progress<BackupProgress>());

            var own = await Assert.ThrowsAsync<BackupException>(() => ReplaceAsync(restoration, backup, ["log"]));
            var referring = await Assert.ThrowsAsync<BackupException>(() => ReplaceAsync(restoration, backup, ["users"]));
            await tenant.Server.ExecuteAsync($"ALTER TABLE audit.\"odd \"\"name\"\"\" OWNER TO {role}; GRANT USAGE, CREATE ON SCHEMA audit TO {role}; DELETE FROM users WHERE id = 50");
            await ReplaceAsync(restoration, backup, ["users"]);

            Assert.Equal(["RT0917", "RT0917"], [own.Code, referring.Code]);
            Assert.Contains("log", own.Detail, StringComparison.Ordinal);
            Assert.Contains("odd", referring.Detail, StringComparison.Ordinal);
            Assert.Equal(["51"], await tenant.Server.QueryAsync("SELECT count(*) FROM users"));
        }
        finally
        {
            await tenant.Server.ExecuteAsync($"REASSIGN OWNED BY {role} TO postgres; DROP OWNED BY {role}; DROP ROLE {role}");
        }
    }

    [Fact]
    public async Task What_fails_beforehand_or_is_cancelled_changes_nothing()
    {
        await using var tenant = await BackupTenant.CreateAsync(Contents);
        var backup = await BackUpAsync(tenant, BackupKind.Affected, ["users"]);
        await tenant.Server.ExecuteAsync("DELETE FROM users WHERE id = 51");
        var (rows, schema) = (await RowsAsync(tenant), await tenant.Server.DumpSchemaAsync());
        using var cancelling = new CancellationTokenSource();
        var restoration = new Restoration(tenant.Database, "retort_version", TimeProvider.System, new Cancelling("restoring", cancelling));

        await Assert.ThrowsAsync<BackupNotFoundException>(() => ReplaceAsync(tenant.Restoration, backup, ["users"], beforehand: _ => throw new BackupNotFoundException("RT0901", "", null, null)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ReplaceAsync(restoration, backup, ["users"], cancellationToken: cancelling.Token));

        Assert.Equal(rows, await RowsAsync(tenant));
        Assert.Equal(schema, await tenant.Server.DumpSchemaAsync());
    }

    [Fact]
    public async Task Nobody_writes_to_the_tables_between_the_backup_beforehand_and_the_end_and_everybody_reads()
    {
        await using var tenant = await BackupTenant.CreateAsync(Contents);
        var backup = await BackUpAsync(tenant, BackupKind.Affected, ["users"]);
        var denied = new List<string?>();

        await ReplaceAsync(tenant.Restoration, backup, ["users"], async _ =>
        {
            denied.Add((await tenant.Server.QueryAsync("SELECT count(*) FROM users"))[0]);
            foreach (var write in (string[])["DELETE FROM users", "DELETE FROM audit.\"odd \"\"name\"\"\""])
            {
                denied.Add((await Assert.ThrowsAsync<Npgsql.PostgresException>(() => tenant.Server.ExecuteAsync($"SET lock_timeout = '10ms'; {write}"))).SqlState);
            }
        });

        Assert.Equal(["51", "55P03", "55P03"], denied);
    }

    [Theory]
    [InlineData(BackupKind.Full)]
    [InlineData(BackupKind.Affected)]
    internal async Task Only_the_named_tables_have_rows_beside(BackupKind kind)
    {
        await using var tenant = await BackupTenant.CreateAsync(Contents);
        var backup = await BackUpAsync(tenant, kind, ["users", "log", ("audit", "odd \"name\""), "events"]);
        var rows = await RowsAsync(tenant, ["audit.\"odd \"\"name\"\"\"", "events"]);

        await tenant.Restoration.RestoreBesideAsync(backup, $"{tenant.Server.Name}_beside", TableSelection.Of(backup, [("audit", "odd \"name\""), "events"], VersionTables.Default), default);

        var beside = new PostgresDatabase(tenant.Server.Server, $"{tenant.Server.Name}_beside");
        Assert.Equal(rows, await RowsAsync(beside, ["audit.\"odd \"\"name\"\"\"", "events"]));
        Assert.Equal(["0"], await beside.QueryAsync("SELECT count(*) FROM users"));
    }

    [Fact]
    public async Task A_key_that_is_not_for_all_rows_stays_so_and_is_told()
    {
        await using var tenant = await BackupTenant.CreateAsync(
            "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (p int); INSERT INTO c VALUES (9); ALTER TABLE c ADD CONSTRAINT fk FOREIGN KEY (p) REFERENCES p NOT VALID; INSERT INTO p VALUES (1);");
        var backup = await BackUpAsync(tenant, BackupKind.Affected, ["p"]);
        var schema = await tenant.Server.DumpSchemaAsync();

        var replaced = await ReplaceAsync(tenant, backup, ["p"]);

        Assert.Equal(["fk of c"], replaced.UncheckedKeys);
        Assert.Equal(schema, await tenant.Server.DumpSchemaAsync());
    }

    [Fact]
    public async Task Rows_come_back_in_the_encoding_of_their_database()
    {
        await using var tenant = await BackupTenant.CreateAsync();
        await tenant.Server.Server.ExecuteAsync("postgres", $"DROP DATABASE {tenant.Server.Name}");
        await tenant.Server.Server.ExecuteAsync("postgres", $"CREATE DATABASE {tenant.Server.Name} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
        await tenant.Server.LoadAsync("SET client_encoding = 'UTF8'; CREATE TABLE words (word text); INSERT INTO words VALUES ('Käse'), ('naïve');");
        var backups = new[] { await BackUpAsync(tenant, BackupKind.Full, []), await BackUpAsync(tenant, BackupKind.Affected, ["words"]) };

        foreach (var backup in backups)
        {
            await tenant.Server.ExecuteAsync("DELETE FROM words");
            await ReplaceAsync(tenant, backup, ["words"]);

            Assert.Equal(["Käse", "naïve"], await tenant.Server.QueryAsync("SELECT word FROM words ORDER BY 1"));
        }
    }

    private static Task<Backup> BackUpAsync(BackupTenant tenant, BackupKind kind, ImmutableArray<ObjectName> tables) => new BackupWriter(tenant.Backups, TimeProvider.System, new Progress<BackupProgress>())
        .CreateAsync(tenant.Database, new BackupRequest(kind, tables, "retort_version", "test"), default);

    private static Task<ReplacedRows> ReplaceAsync(BackupTenant tenant, Backup backup, ImmutableArray<ObjectName> names) => ReplaceAsync(tenant.Restoration, backup, names);

    private static Task<ReplacedRows> ReplaceAsync(
        Restoration restoration, Backup backup, ImmutableArray<ObjectName> names, Func<CancellationToken, Task>? beforehand = null, CancellationToken cancellationToken = default) =>
        restoration.ReplaceRowsAsync(backup, names, TableSelection.Of(backup, names, VersionTables.Default), TimeSpan.FromSeconds(30), beforehand ?? (_ => Task.CompletedTask), cancellationToken);

    private static Task<string?[]> RowsAsync(BackupTenant tenant, string[]? tables = null) => RowsAsync(tenant.Server, tables ?? Everything);

    private static async Task<string?[]> RowsAsync(PostgresDatabase database, string[] tables) =>
        [.. await database.QueryAsync(string.Join(';', tables.Select(table => $"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t")))];

    private sealed class Cancelling(string phase, CancellationTokenSource source) : IProgress<BackupProgress>
    {
        public void Report(BackupProgress value)
        {
            if (value.Phase.StartsWith(phase, StringComparison.Ordinal))
            {
                source.Cancel();
            }
        }
    }
}
