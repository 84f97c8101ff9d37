using System.Collections.Immutable;
using Retort.Backups;
using Retort.PostgreSql.Tests.Referee;
using Retort.Schema;
using Retort.Testing;

namespace Retort.PostgreSql.Tests.Backups;

/// <summary>Backups of the rows of some tables, made without any program.</summary>
public sealed class AffectedBackupTests : IClassFixture<RefereeRoles>
{
    private const string Contents =
        """"
        CREATE SCHEMA audit;
        CREATE TABLE users (id int PRIMARY KEY, name text, twice int GENERATED ALWAYS AS (id * 2) STORED, photo bytea, tags text[], at timestamptz, span interval);
        CREATE TABLE audit."odd ""name""" (id int PRIMARY KEY, user_id int REFERENCES users);
        CREATE TABLE other (id int);
        CREATE TABLE bare ();
        CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN new.name = ''changed''; RETURN new; END';
        INSERT INTO users (id, name, photo, tags, at, span)
        SELECT i, E'tab\t line\n back\\slash \\. \r end', '\x00ff'::bytea, ARRAY['a,b', NULL], '2026-11-21 12:00+02', '-1 day 02:03' FROM generate_series(1, 300) i;
        INSERT INTO users (id) VALUES (0);
        INSERT INTO audit."odd ""name""" VALUES (1, 1);
        INSERT INTO bare DEFAULT VALUES;
        CREATE TRIGGER tr_stamp BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION stamp();
        """";

    [Fact]
    public async Task Rows_of_named_tables_come_back_beside_whatever_they_refer_to()
    {
        await using var tenant = await BackupTenant.CreateAsync(Contents, new PostgreSqlOptions { ServerPrograms = "/nowhere" });
        var backup = await BackUpAsync(tenant, ["users", ("audit", "odd \"name\"")]);
        var before = await tenant.Server.QueryAsync("SELECT md5(string_agg(u::text, '|' ORDER BY id)) FROM users u");

        await tenant.Restoration.RestoreBesideAsync(backup, $"{tenant.Server.Name}_beside", null, default);

        var beside = new PostgresDatabase(tenant.Server.Server, $"{tenant.Server.Name}_beside");
        Assert.Equal(before, await beside.QueryAsync("SELECT md5(string_agg(u::text, '|' ORDER BY id)) FROM users u"));
        Assert.Equal(["1", "0"], await beside.QueryAsync(""""SELECT count(*) FROM audit."odd ""name"""; SELECT count(*) FROM other""""));
        Assert.Equal(["audit.odd \"name\"", "public.users"], backup.Metadata.Tables.Select(table => table.ToString()));
    }

    [Fact]
    public async Task It_proves_itself_and_takes_nobodys_place()
    {
        await using var tenant = await BackupTenant.CreateAsync(Contents);
        var backup = await BackUpAsync(tenant, [("audit", "odd \"name\"")]);

        var proved = await tenant.ProveAsync(backup);
        var refused = await Assert.ThrowsAsync<UnfitBackupException>(() => tenant.Restoration.RequireFitAsync(backup, isBeside: false, isOfTables: false, default));

        Assert.NotNull(proved.Metadata.VerifiedAt);
        Assert.Contains("odd \"name\"", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--into", refused.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_that_is_not_there_is_an_error_and_leaves_nothing()
    {
        await using var tenant = await BackupTenant.CreateAsync(Contents);

        await Assert.ThrowsAsync<BackupException>(() => BackUpAsync(tenant, ["nobody"]));

        Assert.Empty(Directory.GetFileSystemEntries(tenant.Backups));
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task The_definition_of_every_kind_of_object_comes_along(string name)
    {
        await using var tenant = await BackupTenant.CreateAsync(await File.ReadAllTextAsync(Path.Combine(PostgresServer.Repository, "tests/Retort.PostgreSql.Tests/Referee/Schemas", $"{name}.sql")));

        Assert.NotNull((await tenant.ProveAsync(await BackUpAsync(tenant, []))).Metadata.VerifiedAt);
    }

    public static TheoryData<string> Schemas => SchemaScriptTests.Schemas;

    [Fact]
    public async Task The_files_in_it_are_scripts_that_psql_takes()
    {
        await using var tenant = await BackupTenant.CreateAsync(Contents);
        var backup = await BackUpAsync(tenant, ["users", "bare"]);
        await using var target = await PostgresDatabase.CreateAsync();
        using var folder = new TempFolder();
        (await CommandRun.RunAsync("tar", ["-xf", backup.Path, "-C", folder.Path])).RequireSuccess();

        await target.LoadAsync(await File.ReadAllTextAsync(folder["schema.sql"]));
        await target.ExecuteAsync("DROP TRIGGER tr_stamp ON users");
        foreach (var rows in Directory.GetFiles(folder.Path, "*.gz").Order(StringComparer.Ordinal))
        {
            await target.LoadAsync((await CommandRun.RunAsync("gunzip", ["-c", rows])).RequireSuccess().Output);
        }

        Assert.Equal(["301", "1"], await target.QueryAsync("SELECT count(*) FROM users; SELECT count(*) FROM bare"));
    }

    private static Task<Backup> BackUpAsync(BackupTenant tenant, ImmutableArray<ObjectName> tables) => new BackupWriter(tenant.Backups, TimeProvider.System, new Progress<BackupProgress>())
        .CreateAsync(tenant.Database, new BackupRequest(BackupKind.Affected, tables, "retort_version", "test"), default);
}
