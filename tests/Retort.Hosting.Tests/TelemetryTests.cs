using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Retort.Execution;
using Retort.Planning;
using Retort.Revisions;
using Retort.Testing;

namespace Retort.Hosting.Tests;

/// <summary>What OpenTelemetry is told of runs: by the core, whoever runs it.</summary>
public sealed class TelemetryTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ConcurrentQueue<(string Name, double Value, Dictionary<string, object?> Tags)> _measurements = new();
    private readonly ActivityListener _activities;
    private readonly MeterListener _meters = new();
    private readonly ActivitySource _source = new($"test {Guid.NewGuid():N}");
    private readonly Activity _root;

    public TelemetryTests()
    {
        _activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Retort" || source == _source,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => options.Source == _source || options.Parent.TraceId == Activity.Current?.TraceId ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == _root!.TraceId && activity.Source.Name == "Retort")
                {
                    _spans.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(_activities);
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Retort")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measured(instrument.Name, value, tags));
        _meters.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Measured(instrument.Name, value, tags));
        _meters.Start();
        _root = _source.StartActivity("test")!;
    }

    public void Dispose()
    {
        _root.Dispose();
        _activities.Dispose();
        _meters.Dispose();
        _source.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_run_has_a_span_for_itself_each_revision_and_each_statement()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        History.Write(_folder, "a", null, "CREATE TABLE t (id integer PRIMARY KEY, name text);\nINSERT INTO t VALUES (1, 'hunter2');", "DROP TABLE t;");
        History.Write(_folder, "b", "a", "CREATE INDEX CONCURRENTLY ix ON t (name);", "DROP INDEX ix;");

        await History.UpgradeAsync(_folder, database.Url);

        Assert.Equal(
            [
                "retort.upgrade",
                "  retort.revision a",
                "    retort.statement CREATE: CREATE TABLE t (id integer PRIMARY KEY, name text)",
                "    retort.statement INSERT: INSERT INTO t VALUES (1, ?)",
                "  retort.revision b",
                "    retort.statement CREATE: CREATE INDEX CONCURRENTLY ix ON t (name)",
            ],
            Tree());
        Assert.All(_spans, span => Assert.Equal(("postgresql", ActivityStatusCode.Unset), (span.GetTagItem("db.system.name"), span.Status)));
        Assert.Equal((database.Name, 2), (Span("retort.upgrade").GetTagItem("db.namespace"), Span("retort.upgrade").GetTagItem("retort.revision.count")));
        Assert.DoesNotContain(_spans, span => span.TagObjects.Any(tag => $"{tag.Value}".Contains("hunter2", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Revisions_in_one_transaction_each_have_their_span_on_SQLite_too()
    {
        History.Write(_folder, 2);
        await using var migrator = Migrator.Create(
            Sqlite.SqliteDatabase.Connect("sqlite:///app.db", _folder.Path), new RevisionFiles.VersionsFolder([_folder["versions"]]), new MigratorOptions { Transaction = TransactionMode.All });
        await migrator.RunAsync(await migrator.PlanUpgradeAsync());
        _spans.Clear();

        await migrator.RunAsync(await migrator.PlanDowngradeAsync("base"));

        Assert.Equal(
            ["retort.downgrade", "  retort.revision r2", "    retort.statement DROP: DROP TABLE t2", "  retort.revision r1", "    retort.statement DROP: DROP TABLE t1"],
            Tree());
        Assert.Equal("app.db", Span("retort.downgrade").GetTagItem("db.namespace"));
    }

    [Fact]
    public async Task A_failure_marks_the_spans_above_it_with_the_SQLSTATE()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        History.Write(_folder, "a", null, "CREATE TABLE t (id integer);\nALTER ROLE nobody_here PASSWORD 'hunter2';", "DROP TABLE t;");

        await Assert.ThrowsAsync<MigrationFailedException>(() => History.UpgradeAsync(_folder, database.Url));

        Assert.Equal(
            ["retort.revision Error 42704", "retort.statement Error 42704", "retort.statement Unset ", "retort.upgrade Error 42704"],
            _spans.Select(span => $"{span.OperationName} {span.Status} {span.GetTagItem("error.type")}").Order(StringComparer.Ordinal));
        Assert.DoesNotContain(_spans, span => span.TagObjects.Any(tag => $"{tag.Value}".Contains("hunter2", StringComparison.Ordinal)) || span.StatusDescription?.Contains("hunter2", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_run_that_nobody_records_does_the_same()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        History.Write(_folder, 3);
        Activity.Current = null;

        await History.UpgradeAsync(_folder, database.Url);

        Assert.Empty(_spans);
        Assert.Equal(["r1", "r2", "r3"], await database.QueryAsync("SELECT revision FROM retort_history ORDER BY id"));
    }

    [Fact]
    public async Task Durations_the_wait_for_the_lock_and_what_is_pending_are_measured()
    {
        History.Write(_folder, 2);
        await using var database = await PostgresDatabase.CreateAsync();
        await using var app = await TestApp.StartAsync(_folder, options =>
        {
            options.UsePostgreSql(database.Url).AddRevisions("versions").OnStartup(StartupMode.Off);
            options.HealthTimeout = TimeSpan.FromSeconds(30);
            options.HealthCacheDuration = TimeSpan.Zero;
        });
        await app.HealthAsync();

        await History.UpgradeAsync(_folder, database.Url);
        await app.HealthUntilAsync(body => (string?)body["status"] == "healthy");

        Assert.Contains(_measurements, measurement => measurement is { Name: "retort.run.duration", Value: > 0 } && Equals(measurement.Tags["retort.direction"], "upgrade") && !measurement.Tags.ContainsKey("error.type"));
        Assert.Contains(_measurements, measurement => measurement is { Name: "retort.revision.duration", Value: > 0 } && Equals(measurement.Tags["db.system.name"], "postgresql"));
        Assert.Contains(_measurements, measurement => measurement is { Name: "retort.lock.wait", Value: > 0 } && Equals(measurement.Tags["retort.lock.acquired"], true));
        Assert.Contains(_measurements, measurement => measurement is { Name: "retort.revisions.pending", Value: 2 });
        Assert.Contains(_measurements, measurement => measurement is { Name: "retort.revisions.pending", Value: 0 });
    }

    private Activity Span(string name) => _spans.Single(span => span.OperationName == name);

    /// <summary>The spans in the order they began, each below the one it is a part of.</summary>
    private List<string> Tree()
    {
        var lines = new List<string>();
        Add(_root, "");
        return lines;

        void Add(Activity parent, string indent)
        {
            foreach (var span in _spans.Where(span => span.ParentSpanId == parent.SpanId).OrderBy(span => span.StartTimeUtc))
            {
                lines.Add($"{indent}{span.OperationName}{Tag(" ", span, "retort.revision")}{Tag(" ", span, "db.operation.name")}{Tag(": ", span, "db.query.text")}");
                Add(span, $"{indent}  ");
            }
        }

        static string Tag(string before, Activity span, string name) => span.GetTagItem(name) is { } value ? $"{before}{value}" : "";
    }

    private void Measured(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => _measurements.Enqueue((name, value, new Dictionary<string, object?>(tags.ToArray())));
}
