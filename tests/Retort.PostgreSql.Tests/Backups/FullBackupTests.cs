using Retort.Backups;
using Retort.Execution;
using Retort.PostgreSql.Tests.Referee;
using Retort.Testing;

namespace Retort.PostgreSql.Tests.Backups;

/// <summary>Backups of whole databases through the real pg_dump, and what comes back from them.</summary>
public sealed class FullBackupTests : IClassFixture<RefereeRoles>
{
    // It has an index with a function of earthdistance, whose dumps PostgreSQL 15 cannot restore.
    private const string NotRestorable = "database";

    private const string Contents =
        """
        CREATE TABLE retort_version (version_num text PRIMARY KEY);
        INSERT INTO retort_version VALUES ('b2'), ('a1');
        CREATE SCHEMA audit;
        CREATE EXTENSION hstore;
        CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
        CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL UNIQUE, feels mood, at timestamptz, size double precision, tags hstore, photo bytea);
        CREATE TABLE audit.events (id int, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
        CREATE TABLE audit.events_2026 PARTITION OF audit.events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
        CREATE TABLE audit.lines (user_id bigint REFERENCES users, position int);
        CREATE MATERIALIZED VIEW audit.totals AS SELECT feels, count(*) FROM users GROUP BY feels;
        CREATE FUNCTION audit.note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
        CREATE TRIGGER tr_note BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION audit.note();
        CREATE PUBLICATION accounts FOR TABLE users;
        INSERT INTO users (email, feels, at, size, tags, photo)
        SELECT 'user' || i || '@example.org', 'happy', '2026-11-21 12:00:00+01'::timestamptz + i * interval '1 hour', 1 / i::float8, 'a=>1', sha256(i::text::bytea) FROM generate_series(1, 2000) i;
        INSERT INTO audit.events SELECT i, '2026-03-01'::date + i % 200 FROM generate_series(1, 500) i;
        INSERT INTO audit.lines SELECT i, 7 FROM generate_series(1, 100) i;
        SELECT lo_from_bytea(0, convert_to(repeat('large ', 300000), 'UTF8')), lo_from_bytea(0, 'small'), lo_create(0);
        """;

    [Fact]
    public async Task What_comes_back_from_a_backup_is_what_went_in()
    {
        await using var tenant = await BackupTenant.CreateAsync(Contents);
        var before = await tenant.Server.DumpAsync();
        var backup = await tenant.BackUpAsync();
        await tenant.Server.ExecuteAsync("DELETE FROM audit.lines; UPDATE users SET email = 'x' || email; DROP TABLE audit.events; SELECT lo_unlink(oid) FROM pg_largeobject_metadata");

        var replaced = await tenant.Restoration.ReplaceAsync(backup, default);

        Assert.Equal(before, await tenant.Server.DumpAsync());
        Assert.Equal(["a1", "b2"], backup.Metadata.Revisions);
        Assert.Equal(["audit", "public"], backup.Metadata.Schemas);
        Assert.Equal(2000, backup.Metadata.Tables.Single(table => table.Name == "users").Rows);
        Assert.Equal(["audit.events_2026", "audit.lines", "pg_catalog.pg_largeobject", "public.retort_version", "public.users"], backup.Metadata.Tables.Select(table => table.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal([replaced.Kept!], await tenant.RelativesAsync());
        Assert.Equal(["0"], await tenant.Server.QueryAsync("SELECT count(*) FROM users WHERE email LIKE 'x%'"));
        Assert.Equal(["2000"], await tenant.Server.QueryAsync("SELECT reltuples FROM pg_class WHERE relname = 'users'"));
    }

    [Fact]
    public async Task A_backup_can_be_undone_with_the_commands_that_are_told()
    {
        await using var tenant = await BackupTenant.CreateAsync(Contents);
        var backup = await tenant.BackUpAsync();
        await tenant.Server.ExecuteAsync("DELETE FROM audit.lines");

        var replaced = await tenant.Restoration.ReplaceAsync(backup, default);
        foreach (var command in replaced.Undo!.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            await tenant.Server.Server.ExecuteAsync("postgres", command);
        }

        Assert.Equal(["0"], await tenant.Server.QueryAsync("SELECT count(*) FROM audit.lines"));
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task Every_kind_of_object_is_proved_in_a_scratch_database(string name)
    {
        await using var tenant = await BackupTenant.CreateAsync(await SchemaAsync(name));

        var proved = await tenant.ProveAsync(await tenant.BackUpAsync());

        Assert.NotNull(proved.Metadata.VerifiedAt);
        Assert.Equal(2, Directory.GetFileSystemEntries(tenant.Backups).Length);
    }

    public static TheoryData<string> Schemas => [.. SchemaScriptTests.Schemas.Select(row => row.Data).Where(name => name != NotRestorable)];

    [Fact]
    public async Task A_dump_that_cannot_be_restored_is_found_out_by_the_proof()
    {
        await using var tenant = await BackupTenant.CreateAsync(await SchemaAsync(NotRestorable));
        var backup = await tenant.BackUpAsync();

        var failed = await Assert.ThrowsAsync<BackupException>(() => tenant.ProveAsync(backup));

        Assert.Contains("type \"earth\" does not exist", failed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_that_says_something_else_than_it_holds_is_not_proved_and_takes_nobodys_place()
    {
        await using var tenant = await BackupTenant.CreateAsync(Contents);
        var backup = await tenant.BackUpAsync();
        var forged = backup with { Metadata = backup.Metadata with { Tables = [.. backup.Metadata.Tables.Select(table => table with { Hash = new string('0', 64) })] } };

        await Assert.ThrowsAsync<BackupException>(() => tenant.ProveAsync(forged));
        var refused = await Assert.ThrowsAsync<BackupException>(() => tenant.Restoration.ReplaceAsync(forged, default));

        Assert.Contains("public.users has other rows", refused.Detail, StringComparison.Ordinal);
        Assert.Empty(await tenant.RelativesAsync());
    }

    [Fact]
    public async Task A_backup_and_what_it_says_are_of_one_moment_while_others_write()
    {
        await using var tenant = await BackupTenant.CreateAsync("CREATE TABLE a (x int); CREATE TABLE b (x int)");
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await tenant.Server.ExecuteAsync("BEGIN; INSERT INTO a VALUES (1); INSERT INTO b VALUES (1); COMMIT");
            }
        });

        var backup = await tenant.BackUpAsync();
        await stop.CancelAsync();
        await writing;

        Assert.Single(backup.Metadata.Tables.Select(table => (table.Rows, table.Hash)).Distinct());
        await tenant.ProveAsync(backup);
    }

    [Fact]
    public async Task A_database_without_the_schema_public_comes_back_without_it()
    {
        await using var tenant = await BackupTenant.CreateAsync("DROP SCHEMA public; CREATE SCHEMA app; CREATE TABLE app.t (x int); INSERT INTO app.t VALUES (1)");

        await tenant.Restoration.ReplaceAsync(await tenant.BackUpAsync(), default);

        Assert.Equal(["app"], await tenant.Server.QueryAsync("SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'"));
    }

    [Fact]
    public async Task The_restored_database_has_the_owner_the_settings_and_the_privileges_of_the_old_one()
    {
        await using var tenant = await BackupTenant.CreateAsync("CREATE TABLE t (x int)");
        var name = tenant.Server.Name;
        await tenant.Server.ExecuteAsync(
            $"""
            ALTER DATABASE {name} OWNER TO referee_owner; ALTER DATABASE {name} SET search_path = "odd name", public; ALTER DATABASE {name} SET my.setting = 'it''s';
            ALTER ROLE referee_reader IN DATABASE {name} SET work_mem = '8MB'; ALTER DATABASE {name} CONNECTION LIMIT 40; COMMENT ON DATABASE {name} IS 'it''s the shop';
            REVOKE CONNECT ON DATABASE {name} FROM PUBLIC; GRANT CONNECT ON DATABASE {name} TO referee_reader WITH GRANT OPTION
            """);
        var before = await PropertiesAsync(tenant);

        await tenant.Restoration.ReplaceAsync(await tenant.BackUpAsync(), default);

        Assert.Equal(before, await PropertiesAsync(tenant));
        Assert.Contains("it's the shop", before[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_others_are_connected_to_is_refused_at_once_and_can_be_restored_in_place()
    {
        await using var tenant = await BackupTenant.CreateAsync(Contents);
        var backup = await tenant.BackUpAsync();
        await tenant.Server.ExecuteAsync("DROP TABLE audit.lines; CREATE TABLE newer (x int); CREATE SCHEMA newer; SELECT lo_create(0)");
        await using var other = PostgreSqlDatabase.Connect(tenant.Server.Url + "&application_name=the%20shop");
        await using var session = await other.OpenAsync();

        var refused = await Assert.ThrowsAsync<BackupException>(() => tenant.Restoration.ReplaceAsync(backup, default));
        await tenant.Restoration.RestoreInPlaceAsync(backup, TimeSpan.FromSeconds(30), default);

        Assert.Contains("the shop", refused.Detail, StringComparison.Ordinal);
        Assert.Contains("--in-place", refused.Hint, StringComparison.Ordinal);
        Assert.Equal(100L, (await session.QueryAsync("SELECT count(*) FROM audit.lines", default))[0][0]);
        Assert.Empty(await tenant.RelativesAsync());
    }

    [Fact]
    public async Task A_restore_in_place_waits_for_a_runner()
    {
        await using var tenant = await BackupTenant.CreateAsync("CREATE TABLE t (x int)");
        var backup = await tenant.BackUpAsync();
        await tenant.Server.ExecuteAsync("INSERT INTO t VALUES (1)");
        await using var runner = await tenant.Database.OpenAsync();
        await runner.TryLockAsync("retort_version", default);

        await Assert.ThrowsAsync<LockNotAcquiredException>(() => tenant.Restoration.RestoreInPlaceAsync(backup, TimeSpan.Zero, default));

        Assert.Equal(["1"], await tenant.Server.QueryAsync("SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task A_restore_in_place_that_fails_leaves_everything_as_it_was()
    {
        await using var tenant = await BackupTenant.CreateAsync($"{Contents}; CREATE ROLE {"gone_" + Environment.ProcessId}; CREATE TABLE theirs (x int); ALTER TABLE theirs OWNER TO {"gone_" + Environment.ProcessId}");
        var backup = await tenant.BackUpAsync();
        await tenant.Server.ExecuteAsync($"ALTER TABLE theirs OWNER TO postgres; DROP ROLE {"gone_" + Environment.ProcessId}; CREATE TABLE newer (x int)");
        var before = await tenant.Server.DumpAsync();

        var failed = await Assert.ThrowsAsync<BackupException>(() => tenant.Restoration.RestoreInPlaceAsync(backup, TimeSpan.FromSeconds(30), default));

        Assert.Contains("does not exist", failed.Detail, StringComparison.Ordinal);
        Assert.Equal(before, await tenant.Server.DumpAsync());
    }

    [Fact]
    public async Task A_role_that_may_not_create_databases_is_told_of_the_other_way()
    {
        await using var tenant = await BackupTenant.CreateAsync("CREATE TABLE t (x int); INSERT INTO t VALUES (1)");
        var role = $"weak_{tenant.Server.Name}";
        await tenant.Server.ExecuteAsync($"CREATE ROLE {role} LOGIN; ALTER TABLE t OWNER TO {role}; ALTER SCHEMA public OWNER TO {role}");
        var backup = await tenant.BackUpAsync();
        await using var weak = PostgreSqlDatabase.Connect(tenant.Server.Url.Replace("postgres@", $"{role}@", StringComparison.Ordinal));
        var restoration = new Restoration(weak, "retort_version", TimeProvider.System, new Progress<BackupProgress>());

        var refused = await Assert.ThrowsAsync<BackupException>(() => restoration.ReplaceAsync(backup, default));
        await tenant.Server.ExecuteAsync("DELETE FROM t");
        await restoration.RestoreInPlaceAsync(backup, TimeSpan.FromSeconds(30), default);

        Assert.Contains("--in-place", refused.Hint, StringComparison.Ordinal);
        Assert.Equal(["1"], await tenant.Server.QueryAsync("SELECT count(*) FROM t"));
        await tenant.Server.ExecuteAsync($"REASSIGN OWNED BY {role} TO postgres; DROP OWNED BY {role}; DROP ROLE {role}");
    }

    [Fact]
    public async Task A_lost_database_is_made_again_and_a_new_one_can_be_made_beside()
    {
        await using var tenant = await BackupTenant.CreateAsync(Contents);
        var backup = await tenant.BackUpAsync();
        var beside = $"{tenant.Server.Name}_beside";

        await tenant.Restoration.RestoreBesideAsync(backup, beside, null, default);
        var taken = await Assert.ThrowsAsync<BackupException>(() => tenant.Restoration.RestoreBesideAsync(backup, beside, null, default));
        await tenant.Server.Server.ExecuteAsync("postgres", $"DROP DATABASE {tenant.Server.Name}");
        var replaced = await tenant.Restoration.ReplaceAsync(backup, default);

        Assert.Contains("already", taken.Message, StringComparison.Ordinal);
        Assert.Null(replaced.Kept);
        Assert.Equal(["2000"], await tenant.Server.QueryAsync("SELECT count(*) FROM users"));
        Assert.Equal([beside], await tenant.RelativesAsync());
    }

    private static Task<string> SchemaAsync(string name) => File.ReadAllTextAsync(Path.Combine(PostgresServer.Repository, "tests/Retort.PostgreSql.Tests/Referee/Schemas", $"{name}.sql"));

    private static Task<IReadOnlyList<string?>> PropertiesAsync(BackupTenant tenant) => tenant.Server.QueryAsync(
        """
        SELECT concat_ws('|', pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate, datctype, datconnlimit, (SELECT string_agg(item::text, ',' ORDER BY item::text) FROM unnest(datacl) item), shobj_description(d.oid, 'pg_database'),
            (SELECT string_agg(concat_ws(' ', setrole::regrole, line), ';' ORDER BY setrole, line) FROM pg_db_role_setting, unnest(setconfig) line WHERE setdatabase = d.oid))
        FROM pg_database d WHERE datname = current_database()
        """);
}
