using System.Collections.Concurrent;
using System.Diagnostics;
using Retort.Operations;
using Retort.Schema;

namespace Retort.PostgreSql.Tests.Introspection;

public sealed class ReadSessionTests
{
    private const string Sample =
        """
        CREATE TYPE mood AS ENUM ('a');
        CREATE TABLE p (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, m mood DEFAULT 'a', n serial CHECK (n > 0));
        CREATE TABLE c (id int REFERENCES p, at timestamptz DEFAULT '2020-01-01 00:00+02', f float8 DEFAULT 0.1, b bytea DEFAULT 'x', i interval DEFAULT '1 day');
        CREATE INDEX ON c (lower(id::text));
        CREATE VIEW v AS SELECT * FROM p;
        CREATE FUNCTION f(a int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT 1';
        """;

    [Fact]
    public async Task A_role_that_may_only_read_the_catalogue_reads_the_same()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync($"{Sample} CREATE EXTENSION hstore; CREATE ROLE catalogue_only LOGIN; CREATE SCHEMA away; CREATE TABLE away.t (id int)");
        await using var asReader = PostgreSqlDatabase.Connect(database.Url.Replace("postgres@", "catalogue_only@", StringComparison.Ordinal));
        await using var session = await asReader.OpenAsync();

        var schema = await session.ReadSchemaAsync(new SchemaScope { Schemas = ["public", "away"] }, default);

        Assert.Equal(Describe(await database.ReadAsync("public", "away")), Describe(schema));
        await database.SqlAsync("DROP ROLE catalogue_only");
    }

    [Fact]
    public async Task Changes_that_are_not_committed_are_seen_and_the_transaction_goes_on()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.Session.BeginAsync([], default);
        await database.Session.ExecuteAsync([new("CREATE TABLE t (id int)"), new("SET LOCAL DateStyle = 'German'")], default);

        var inside = await database.ReadAsync();
        var style = await database.ScalarAsync("SHOW DateStyle");
        await database.Session.RollbackAsync(default);
        var after = await database.ReadAsync();

        Assert.Equal(["t"], inside.Tables.Select(table => table.Name.Name));
        Assert.StartsWith("German", (string)style!, StringComparison.Ordinal);
        Assert.Empty(after.Objects);
    }

    [Fact]
    public async Task The_settings_of_the_session_change_neither_the_words_nor_are_they_changed()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync(Sample);
        var plain = Describe(await database.ReadAsync("public"));
        await database.SqlAsync("CREATE TEMP TABLE p (id int)");
        (string Name, string Value)[] settings =
        [
            ("search_path", ""), ("quote_all_identifiers", "on"), ("TimeZone", "Asia/Tokyo"), ("DateStyle", "SQL, DMY"),
            ("IntervalStyle", "iso_8601"), ("extra_float_digits", "-5"), ("bytea_output", "escape"), ("jit", "on"),
        ];
        await database.Session.QueryAsync($"SELECT {string.Join(", ", settings.Select(setting => $"set_config('{setting.Name}', '{setting.Value}', false)"))}", default);

        var schema = await database.ReadAsync("public");

        Assert.Equal(plain, Describe(schema));
        var after = await database.Session.QueryAsync($"SELECT {string.Join(", ", settings.Select(setting => $"current_setting('{setting.Name}')"))}", default);
        Assert.Equal(settings.Select(setting => setting.Value), after[0]);
    }

    [Fact]
    public async Task The_name_of_the_default_schema_makes_no_difference()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync($"{Sample} CREATE SCHEMA \"Other One\"");
        await database.Session.QueryAsync("SELECT set_config('search_path', '\"Other One\"', false)", default);
        await database.SqlAsync(Sample);

        var other = await database.ReadAsync("Other One");

        Assert.Equal(Describe(await database.ReadAsync("public")), Describe(other));
    }

    [Fact]
    public async Task The_current_schema_is_read_when_none_is_named()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync("CREATE SCHEMA app; CREATE TABLE app.here (id int); CREATE TABLE elsewhere (id int)");
        await database.Session.QueryAsync("SELECT set_config('search_path', 'missing, app, public', false)", default);

        var schema = await database.ReadAsync();

        Assert.Equal([new ObjectName(null, "here")], schema.Tables.Select(table => table.Name));
    }

    [Fact]
    public async Task Hidden_tables_are_left_out_with_all_that_belongs_to_them()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync(
            """
            CREATE SCHEMA app;
            CREATE TABLE version (id serial PRIMARY KEY, n int);
            CREATE INDEX ON version (n);
            CREATE RULE r AS ON DELETE TO version DO INSTEAD NOTHING;
            CREATE STATISTICS s ON id, n FROM version;
            CREATE POLICY p ON version USING (true);
            CREATE TABLE app.history (id int UNIQUE);
            CREATE TABLE history (id int);
            """);

        var schema = await database.Session.ReadSchemaAsync(new SchemaScope { Schemas = ["public", "app"], Hidden = ["version", ("app", "history")] }, default);

        Assert.Equal([new ObjectId(ObjectKind.Namespace, "app"), new ObjectId(ObjectKind.Table, "history")], schema.Objects.Select(item => item.Id));
        Assert.Empty(schema.Dependencies);
    }

    [Fact]
    public async Task However_large_the_schema_is_it_takes_the_same_queries_in_one_trip()
    {
        await using var database = await TestDatabase.CreateAsync();
        var trips = new ConcurrentQueue<(ActivityTraceId Reading, object? Connection, string? Text)>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => trips.Enqueue((activity.TraceId, activity.GetTagItem("db.npgsql.connection_id"), activity.GetTagItem("db.query.text") as string)),
        };
        ActivitySource.AddActivityListener(listener);

        var (_, few) = await ReadAsync();
        await database.SqlAsync("DO $$ BEGIN FOR i IN 1..50 LOOP EXECUTE format('CREATE TABLE t%s (id int PRIMARY KEY, n int CHECK (n > 0)); CREATE INDEX ON t%s (n)', i, i); END LOOP; END $$");
        var (schema, many) = await ReadAsync();

        Assert.Equal(50, schema.Tables.Count());
        Assert.Equal(few, many);

        // When the machine is slow, the watch looks from a connection of its own while the reading goes on.
        async Task<(DatabaseSchema Schema, string Trip)> ReadAsync()
        {
            using var reading = new Activity("reading").Start();
            var read = await database.ReadAsync();
            var own = trips.Where(trip => trip.Reading == reading.TraceId && trip.Text is not null).ToLookup(trip => trip.Connection);
            var reads = Assert.Single(Assert.Single(own, connection => connection.Any(trip => trip.Text!.StartsWith("BEGIN ISOLATION LEVEL", StringComparison.Ordinal))));
            return (read, reads.Text!);
        }
    }

    [Fact]
    public async Task A_failed_reading_leaves_the_session_usable()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => database.Session.ReadSchemaAsync(new SchemaScope(), cancelled.Token));

        await database.RunAsync(new ExecuteSql("CREATE TABLE t (id int)"));
        Assert.Single((await database.ReadAsync()).Tables);
    }

    [Fact]
    public async Task Other_spellings_of_the_same_schema_read_the_same()
    {
        await using var one = await TestDatabase.CreateAsync();
        await using var two = await TestDatabase.CreateAsync();
        await one.SqlAsync(
            """
            CREATE TABLE t (id int4 NOT NULL, name varchar DEFAULT 'a', at timestamptz DEFAULT CURRENT_TIMESTAMP, n decimal(5), flags bool[], CONSTRAINT ck CHECK (n > 0), CONSTRAINT pk PRIMARY KEY (id));
            CREATE INDEX ix ON t (name);
            CREATE VIEW v AS SELECT id FROM t WHERE name = 'x';
            """);
        await two.SqlAsync(
            """
            create table PUBLIC.T (ID INTEGER, Name CHARACTER VARYING DEFAULT ('a'), at TIMESTAMP WITH TIME ZONE DEFAULT current_timestamp, n NUMERIC(5,0), flags BOOLEAN ARRAY, constraint CK check ((public.t.n) > 0));
            alter table t add constraint pk primary key (id);
            create index IX on public.t using btree (name ASC NULLS LAST);
            create view public.v as select T.id from public.t where ((t.name = 'x'::text));
            """);

        Assert.Equal(Describe(await one.ReadAsync()), Describe(await two.ReadAsync()));
    }

    private static string Describe(DatabaseSchema schema) => string.Join('\n', schema.Objects.Select(item => item switch
    {
        Table table => $"{table} {string.Join(", ", table.Columns.Select(column => $"{column} {column.Type.Element}"))} {string.Join(", ", table.Constraints.Select(Describe))}",
        TableIndex index => $"{index} {string.Join(", ", index.Keys)}",
        EnumType type => $"{type} {string.Join(", ", type.Values)}",
        View view => $"{view} {string.Join(", ", view.Columns)}",
        _ => item.ToString(),
    }).Concat(schema.Dependencies.Select(dependency => $"{dependency.Dependent} -> {dependency.Needs}")));

    private static string Describe(Constraint constraint) => constraint switch
    {
        PrimaryKey key => $"{key} {string.Join(", ", key.Columns)}",
        ForeignKey key => $"{key} {string.Join(", ", key.Columns)} {string.Join(", ", key.ReferencedColumns)}",
        _ => constraint.ToString(),
    };
}
