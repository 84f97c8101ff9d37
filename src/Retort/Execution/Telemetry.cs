using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using Retort.Dialects;
using Retort.Planning;
using Retort.Revisions;

namespace Retort.Execution;

/// <summary>
/// What one run tells OpenTelemetry, under the name <c>Retort</c>: a span for the run, below it one for each revision, and below that one for each statement;
/// how long runs, revisions and the wait for the lock took. The names of tags are those OpenTelemetry gives to databases. Strings in SQL are left out.
/// </summary>
internal sealed class Telemetry(IDialect dialect, MigratorOptions options)
{
    private const string Name = "Retort";

    private static readonly string? Version = typeof(Telemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
    private static readonly ActivitySource Source = new(Name, Version);
    private static readonly Meter Meter = new(Name, Version);
    private static readonly Histogram<double> RunDuration = Meter.CreateHistogram<double>("retort.run.duration", "s", "How long runs took, the wait for the lock included.");
    private static readonly Histogram<double> RevisionDuration = Meter.CreateHistogram<double>("retort.revision.duration", "s", "How long revisions took.");
    private static readonly Histogram<double> LockWait = Meter.CreateHistogram<double>("retort.lock.wait", "s", "How long runs waited to be the only one.");
    private static readonly Gauge<int> PendingRevisions = Meter.CreateGauge<int>("retort.revisions.pending", "{revision}", "How many revisions were not applied when it was last looked.");

    // The same for every span and measurement of the run.
    private readonly TagList _database = new([new("db.system.name", dialect.Engine)]);

    private bool _isRecorded;

    /// <summary>Notes how many revisions are not applied.</summary>
    /// <param name="dialect">The SQL of the database.</param>
    /// <param name="database">What the application calls the database.</param>
    /// <param name="count">How many they are.</param>
    public static void Pending(IDialect dialect, string database, int count) => PendingRevisions.Record(count, new("db.system.name", dialect.Engine), new("retort.database", database));

    /// <summary>Notes how long a run waited for the lock, be it in vain.</summary>
    public static void Waited(MigratorOptions options, TimeSpan time, bool isAcquired)
    {
        if (options.IsTraced)
        {
            LockWait.Record(time.TotalSeconds, new KeyValuePair<string, object?>("retort.lock.acquired", isAcquired));
        }
    }

    /// <summary>
    /// Whether somebody records the spans of this run. Then every statement travels by itself: of statements that travel together nobody could say how long each took.
    /// </summary>
    public bool IsRecorded => _isRecorded;

    /// <summary>Does a run.</summary>
    public async Task<MigrationReport> RunAsync(MigrationPlan plan, Func<Task<MigrationReport>> run)
    {
        if (!options.IsTraced)
        {
            return await run().ConfigureAwait(false);
        }

        var direction = Journal.WordFor(plan.Direction);
        using var span = Source.StartActivity($"retort.{direction}");
        Tag(span);
        span?.SetTag("retort.direction", direction).SetTag("retort.revision.count", plan.Steps.Length);
        _isRecorded = span?.IsAllDataRequested == true;
        var start = options.TimeProvider.GetTimestamp();
        var tags = new TagList([.. _database, new("retort.direction", direction)]);
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Fail(span, e);
            tags.Add("error.type", TypeOf(e));
            throw;
        }
        finally
        {
            RunDuration.Record(options.TimeProvider.GetElapsedTime(start).TotalSeconds, tags);
        }
    }

    /// <summary>Says which database it is, once there is a session on it.</summary>
    public void Connected(IDatabaseSession session)
    {
        if (!_isRecorded)
        {
            return;
        }

        var (source, database) = (session.Connection.DataSource, session.Connection.Database);
        var isServer = Uri.TryCreate(source, UriKind.Absolute, out var address) && address.Scheme == "tcp";
        Activity.Current?
            .SetTag("db.namespace", dialect.Engine == "sqlite" ? Path.GetFileName(source) : database)
            .SetTag("server.address", isServer ? address!.Host : null)
            .SetTag("server.port", isServer ? address!.Port : null);
    }

    /// <summary>Does a revision, or tries to.</summary>
    public Task RevisionAsync(RevisionStep step, Func<Task> work) => SpanAsync(
        "retort.revision",
        ActivityKind.Internal,
        span => span.SetTag("retort.revision", step.Revision.Id.Value).SetTag("retort.direction", Journal.WordFor(step.Direction)),
        work);

    /// <summary>Does a statement.</summary>
    public Task StatementAsync(Statement statement, int index, Func<Task> work) => SpanAsync(
        "retort.statement",
        ActivityKind.Client,
        span => span.SetTag("retort.statement", index + 1).SetTag("db.operation.name", OperationOf(statement)).SetTag("db.query.text", WithoutStrings(statement.Text)),
        work);

    /// <summary>Notes how long a revision took.</summary>
    public void Finished(RevisionReport report, Direction direction)
    {
        if (options.IsTraced)
        {
            RevisionDuration.Record(report.Duration.TotalSeconds, new TagList([.. _database, new("retort.direction", Journal.WordFor(direction))]));
        }
    }

    private async Task SpanAsync(string name, ActivityKind kind, Action<Activity> describe, Func<Task> work)
    {
        using var span = _isRecorded ? Source.StartActivity(name, kind) : null;
        if (span is not null)
        {
            Tag(span);
            describe(span);
        }

        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Fail(span, e);
            throw;
        }
    }

    private void Tag(Activity? span)
    {
        foreach (var (key, value) in _database)
        {
            span?.SetTag(key, value);
        }
    }

    private static void Fail(Activity? span, Exception failure) => span?
        .SetTag("error.type", TypeOf(failure))
        .SetTag("db.response.status_code", (failure as RetortException)?.SqlState)
        .SetStatus(ActivityStatusCode.Error, FailureReport.Describe(failure));

    private static string TypeOf(Exception failure) => (failure as RetortException) is { } error ? error.SqlState ?? error.Code : failure.GetType().FullName!;

    private string? OperationOf(Statement statement) => statement is SqlStatement { Sql: var sql }
        ? SqlScript.FirstToken(sql, dialect.Syntax)?.ToUpperInvariant()
        : statement.Operation?.GetType().Name;

    /// <summary>The statement with every string in it replaced: it can be a password, or somebody's address.</summary>
    private string WithoutStrings(string sql)
    {
        var text = new System.Text.StringBuilder(sql.Length);
        foreach (var token in new SqlLexer(sql, dialect.Syntax))
        {
            text.Append(token.Kind switch
            {
                SqlTokenKind.String => "?",
                SqlTokenKind.Comment => "",
                _ => token.In(sql),
            });
        }

        return text.ToString().Trim();
    }
}
