using System.Globalization;
using Npgsql;
using Retort.PostgreSql;
using Retort.Schema;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>
/// A way through a history with every kind of step that needs care when it is interrupted, and what is to be seen on the way and at its end. Whatever disturbs it,
/// the command that is typed again must end where it ends undisturbed.
/// </summary>
internal sealed class Journey : IAsyncDisposable
{
    private static readonly string[] Revisions =
    [
        "-- revision: plain\n-- upgrade\nCREATE TABLE t (id int PRIMARY KEY, n int);\nINSERT INTO t SELECT i, i FROM generate_series(1, 100) i;\n-- downgrade\nDROP TABLE t;\n",
        "-- revision: index\n-- revises: plain\n-- upgrade\nALTER TABLE t ADD COLUMN c text;\nCREATE INDEX CONCURRENTLY t_n ON t (n);\nUPDATE t SET n = n + 1;\n-- downgrade\nUPDATE t SET n = n - 1;\nDROP INDEX CONCURRENTLY t_n;\nALTER TABLE t DROP COLUMN c;\n",
        "-- revision: enum\n-- revises: index\n-- upgrade\nCREATE TYPE mood AS ENUM ('sad');\nALTER TYPE mood ADD VALUE 'happy';\nALTER TABLE t ADD COLUMN m mood DEFAULT 'happy';\n-- downgrade\nALTER TABLE t DROP COLUMN m;\nDROP TYPE mood;\n",
        "-- revision: steps\n-- revises: enum\n-- transactional: false\n-- upgrade\nUPDATE t SET n = n * 2;\nCREATE UNIQUE INDEX CONCURRENTLY t_id_n ON t (id, n);\nREINDEX INDEX CONCURRENTLY t_n;\nUPDATE t SET c = 'x';\n-- downgrade\nUPDATE t SET c = NULL;\nDROP INDEX CONCURRENTLY t_id_n;\nUPDATE t SET n = n / 2;\n",
        "-- revision: constraint\n-- revises: steps\n-- upgrade\nALTER TABLE t ADD CONSTRAINT t_n_check CHECK (n > 0) NOT VALID;\n-- downgrade\nALTER TABLE t DROP CONSTRAINT t_n_check;\n",
        "-- revision: validate\n-- revises: constraint\n-- upgrade\nALTER TABLE t VALIDATE CONSTRAINT t_n_check;\n-- downgrade\nALTER TABLE t DROP CONSTRAINT t_n_check;\nALTER TABLE t ADD CONSTRAINT t_n_check CHECK (n > 0) NOT VALID;\n",
        "-- revision: fill\n-- revises: validate\n-- upgrade\nALTER TABLE t ADD COLUMN f int;\n-- retort: backfill\nUPDATE t SET f = n + 1;\nALTER TABLE t ADD CONSTRAINT t_f_check CHECK (f > 1) NOT VALID;\n-- downgrade\nALTER TABLE t DROP COLUMN f;\n",
        "-- revision: parts\n-- revises: fill\n-- upgrade\nCREATE TABLE p (k int) PARTITION BY LIST (k);\nCREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);\nCREATE TABLE p2 PARTITION OF p FOR VALUES IN (2);\nINSERT INTO p VALUES (1), (2);\n-- downgrade\nDROP TABLE p;\n",
        "-- revision: detach\n-- revises: parts\n-- upgrade\nALTER TABLE p DETACH PARTITION p2 CONCURRENTLY;\nDELETE FROM p2;\n-- downgrade\nINSERT INTO p2 VALUES (2);\nALTER TABLE p ATTACH PARTITION p2 FOR VALUES IN (2);\n",
        "-- revision: attach\n-- revises: detach\n-- upgrade\nCREATE TABLE p3 (k int);\nALTER TABLE p ATTACH PARTITION p3 FOR VALUES IN (3);\n-- downgrade\nALTER TABLE p DETACH PARTITION p3 CONCURRENTLY;\nDROP TABLE p3;\n",
    ];

    private const string Catalogue =
        """
        SELECT format('t %s', t) FROM t ORDER BY id;
        SELECT format('%s valid %s ready %s', indexrelid::regclass, indisvalid, indisready) FROM pg_index WHERE indrelid >= 16384 AND indrelid::regclass::text !~ 'retort|toast' ORDER BY 1;
        SELECT format('%s of %s pending %s', inhrelid::regclass, inhparent::regclass, inhdetachpending) FROM pg_inherits ORDER BY 1;
        SELECT format('%s valid %s', conname, convalidated) FROM pg_constraint WHERE conrelid >= 16384 AND conrelid::regclass::text !~ 'retort' ORDER BY 1;
        SELECT enumlabel FROM pg_enum ORDER BY 1;
        SELECT format('%s.%s %s', attrelid::regclass, attname, atttypid::regtype) FROM pg_attribute WHERE attrelid >= 16384 AND attnum > 0 AND attrelid::regclass::text !~ 'retort|toast' ORDER BY 1
        """;

    private const string Journal =
        """
        SELECT format('%s %s %s %s %s', revision, direction, statement, status, count(*)) FROM retort_history WHERE status <> 'failed'
        GROUP BY revision, direction, statement, status ORDER BY 1
        """;

    private readonly Dictionary<string, string> _states = [];
    private Sight _arrival = null!;

    private Journey(PostgresDatabase start, string direction, string target) => (Start, Direction, Target) = (start, direction, target);

    public static int Length => Revisions.Length;

    public Project Project { get; } = Project.OfSql(Revisions);

    public string Direction { get; }

    public string Target { get; }

    /// <summary>How the database is before it.</summary>
    private PostgresDatabase Start { get; }

    /// <summary>From nothing to the newest revision, or from there back to the oldest.</summary>
    public static async Task<Journey> PlanAsync(string direction, PostgresServer? server = null)
    {
        var journey = new Journey(await (server ?? await PostgresServer.GetAsync(15)).CreateDatabaseAsync(), direction, direction == "upgrade" ? "attach" : "plain");
        if (direction == "downgrade")
        {
            await journey.Project.DoAsync("upgrade --yes --url", journey.Start.Url);
        }

        await using var undisturbed = await journey.DepartAsync();
        for (var sight = await SeeAsync(undisturbed); sight.Version != journey.Target; sight = await SeeAsync(undisturbed))
        {
            journey._states[sight.Version] = sight.State;
            await journey.Project.DoAsync($"{direction} {(direction == "upgrade" ? "+1" : "-1")} --yes --url", undisturbed.Url);
        }

        journey._arrival = await SeeAsync(undisturbed, withSchema: true);
        journey._states[journey.Target] = journey._arrival.State;
        return journey;
    }

    /// <summary>A database at the start.</summary>
    public Task<PostgresDatabase> DepartAsync() => Start.CopyAsync();

    /// <summary>Types the command.</summary>
    public Task<CommandRun> TypeAsync(string url) => Project.RunAsync($"{Direction} {Target} --yes --url", url);

    /// <summary>Requires that the schema is that of the recorded revision, unless it is told that one is applied in part.</summary>
    public async Task RequireAgreementAsync(PostgresDatabase database)
    {
        var current = await Project.DoAsync("current --json --url", database.Url);
        if (current.Json["interrupted"]!.AsArray().Count == 0)
        {
            var sight = await SeeAsync(database);
            Assert.Equal(_states[sight.Version], sight.State);
        }
    }

    /// <summary>Types the command again, which must finish.</summary>
    public async Task ArriveAsync(PostgresDatabase database)
    {
        var run = await TypeAsync(database.Url);
        Assert.True(run.ExitCode == 0, run.Error);
        await RequireArrivalAsync(database);
    }

    /// <summary>Requires that nothing tells the database from one whose journey was not disturbed.</summary>
    public async Task RequireArrivalAsync(PostgresDatabase database) => Assert.Equal(_arrival, await SeeAsync(database, withSchema: true));

    public async ValueTask DisposeAsync()
    {
        Project.Dispose();
        await Start.DisposeAsync();
    }

    /// <summary>Looks through one connection: there are hundreds of databases to look at, and the first connection to one costs the server more than the queries.</summary>
    private static async Task<Sight> SeeAsync(PostgresDatabase database, bool withSchema = false)
    {
        await using var read = PostgreSqlDatabase.Connect(database.Url);
        await using var session = await read.OpenAsync();
        var hasVersion = await HasAsync("retort_version");
        return new Sight(
            hasVersion ? await TextAsync("SELECT version_num FROM retort_version") : "",
            await HasAsync("t") ? await TextAsync(Catalogue) : "",
            withSchema ? SchemaFingerprint.Of(await session.ReadSchemaAsync(new SchemaScope { Hidden = ["retort_version", "retort_history"] }, default)).Hex : "",
            hasVersion ? await TextAsync(Journal) : "",
            await TextAsync("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"));

        async Task<bool> HasAsync(string table) => await TextAsync($"SELECT to_regclass('{table}')::text") != "";
        async Task<string> TextAsync(string sql) => string.Join('\n', await PostgresDatabase.QueryAsync((NpgsqlConnection)session.Connection, sql));
    }

    /// <summary>What is to be seen in a database.</summary>
    /// <param name="Version">The recorded revision.</param>
    /// <param name="State">The rows, and what becomes of the schema on the way.</param>
    /// <param name="Schema">The fingerprint of the whole schema.</param>
    /// <param name="History">How often each revision and each statement was done, and what was left open.</param>
    /// <param name="Locks">Who holds the lock of a runner.</param>
    private sealed record Sight(string Version, string State, string Schema, string History, string Locks);
}

/// <summary>Both ways, for the tests of a class.</summary>
public sealed class Journeys : IAsyncLifetime
{
    private Journey _upgrade = null!;
    private Journey _downgrade = null!;

    public async ValueTask InitializeAsync() => (_upgrade, _downgrade) = (await Journey.PlanAsync("upgrade"), await Journey.PlanAsync("downgrade"));

    internal Journey this[string direction] => direction == "upgrade" ? _upgrade : _downgrade;

    public async ValueTask DisposeAsync()
    {
        await _upgrade.DisposeAsync();
        await _downgrade.DisposeAsync();
    }
}
