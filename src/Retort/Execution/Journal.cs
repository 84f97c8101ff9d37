using System.Globalization;
using Retort.Dialects;
using Retort.Planning;
using Retort.Revisions;
using Retort.Schema;

namespace Retort.Execution;

/// <summary>
/// Writes the SQL of Retort's own two tables: the version rows that belong to a step, and its lines in the history.
/// All of it is the common part of SQL; the names, literals and the clock are the dialect's.
/// </summary>
internal sealed class Journal(IDialect dialect, VersionTables tables, string? tag)
{
    public const string Started = "started";
    public const string Done = "done";
    public const string Failed = "failed";

    /// <summary>The direction of a history line that a stamp wrote.</summary>
    public const string Stamp = "stamp";

    /// <summary>The direction of a history line by which somebody accepted what contradicted it.</summary>
    public const string Repair = "repair";

    private static readonly string ToolVersion = typeof(Journal).Assembly.GetName().Version?.ToString(3) ?? "";

    private readonly string _version = dialect.Quote(tables.Version);
    private readonly string _history = dialect.Quote(tables.History);

    /// <summary>The change of the version rows of a step. A row that goes must be there.</summary>
    public IEnumerable<SqlStatement> ChangeRows(VersionRowChange change)
    {
        var updates = Math.Min(change.Delete.Length, change.Insert.Length);
        for (var i = 0; i < updates; i++)
        {
            yield return RepeatedForm.Write(rows => $"UPDATE {_version} SET version_num = {rows[0]} WHERE version_num = {rows[1]}", Text(change.Insert[i].Value), Text(change.Delete[i].Value)) with { ExpectedRows = 1 };
        }

        foreach (var row in change.Delete.Skip(updates))
        {
            yield return OneRow($"DELETE FROM {_version} WHERE version_num = {Text(row.Value)}");
        }

        foreach (var row in change.Insert.Skip(updates))
        {
            yield return new SqlStatement($"INSERT INTO {_version} (version_num) VALUES ({Text(row.Value)})");
        }
    }

    /// <summary>Replaces all version rows.</summary>
    public IEnumerable<SqlStatement> ReplaceRows(IReadOnlyList<RevisionId> rows) =>
        [new SqlStatement($"DELETE FROM {_version}"), .. ChangeRows(new VersionRowChange([], [.. rows]))];

    /// <summary>The line of a revision that ran in one transaction, written inside that transaction.</summary>
    public SqlStatement RevisionDone(RevisionStep step, DateTimeOffset clientStart) =>
        RevisionDone(step, dialect.TransactionStart ?? dialect.Literal(clientStart));

    /// <summary>The line of a revision in a script, for which nobody knows yet when it will run.</summary>
    public SqlStatement RevisionDoneInScript(RevisionStep step) => RevisionDone(step, dialect.TransactionStart ?? dialect.Now);

    /// <summary>The line of a statement that is committed together with it.</summary>
    public SqlStatement StatementDone(RevisionStep step, int statement, string checksum, DateTimeOffset clientStart) =>
        Insert(step.Revision.Id.Value, WordFor(step.Direction), statement, checksum, Done, dialect.TransactionStart ?? dialect.Literal(clientStart), dialect.Now, null);

    /// <summary>The line that opens a revision, or one of its statements, before it runs outside the revision's transaction.</summary>
    public SqlStatement Begin(RevisionStep step, int? statement, string checksum) =>
        Insert(step.Revision.Id.Value, WordFor(step.Direction), statement, checksum, Started, dialect.Now, null, null);

    /// <summary>Closes the line that <see cref="Begin"/> opened.</summary>
    public SqlStatement End(RevisionStep step, int? statement, string status, string? error)
    {
        var where = Where(step, statement);
        return OneRow(
            $"UPDATE {_history} SET status = {Text(status)}, finished_at = {dialect.Now}, duration_ms = {dialect.MillisecondsBetween("started_at", dialect.Now)}, error = {dialect.Literal(error)} "
            + $"WHERE id = (SELECT max(id) FROM {_history} WHERE {where})");
    }

    /// <summary>The line of a revision whose transaction was rolled back.</summary>
    public SqlStatement RevisionFailed(RevisionStep step, DateTimeOffset clientStart, string error) =>
        Insert(
            step.Revision.Id.Value, WordFor(step.Direction), null, step.Revision.Checksum.Hex, Failed, dialect.Literal(clientStart), dialect.Literal(clientStart), error);

    /// <summary>The line of a revision that a stamp recorded as applied, or took away.</summary>
    public SqlStatement Stamped(string revision, string? checksum) => Insert(revision, Stamp, null, checksum, Done, dialect.Now, dialect.Now, null);

    /// <summary>
    /// Reads what an interrupted run left: statement number, checksum and status of each line, oldest first. The line of the
    /// revision itself, which opens a run, has no number. What was before the last completed run, and of it, does not count.
    /// </summary>
    public string Unfinished(string revision) =>
        $"SELECT statement, checksum, status FROM {_history} WHERE revision = {Text(revision)} AND {IsUnfinished(revision)} ORDER BY id";

    /// <summary>Notes how far a statement has come that is committed part by part, together with the part.</summary>
    public SqlStatement Reach(RevisionStep step, int statement, string progress) =>
        OneRow($"UPDATE {_history} SET progress = {Text(progress)} WHERE id = (SELECT max(id) FROM {_history} WHERE {Where(step, statement)})");

    /// <summary>Reads what <see cref="Reach"/> noted last, and the checksum that the statement had then.</summary>
    public string Reached(RevisionStep step, int statement) =>
        $"SELECT progress, checksum FROM {_history} WHERE {Where(step, statement)} AND progress IS NOT NULL AND {IsUnfinished(step.Revision.Id.Value)} ORDER BY id DESC LIMIT 1";

    /// <summary>Reads the revisions whose last run did not complete, and in which direction it went. Those with a statement done, or begun without an outcome, are applied in part.</summary>
    public string NotCompleted() =>
        $"SELECT revision, direction FROM {_history} WHERE id IN (SELECT max(id) FROM {_history} WHERE statement IS NULL GROUP BY revision) AND status <> {Text(Done)} ORDER BY id";

    /// <summary>A query that the database refuses when the table was made before it had a column for progress.</summary>
    public string HasProgress() => $"SELECT progress FROM {_history} WHERE id IS NULL";

    /// <summary>Adds the column for progress.</summary>
    public SqlStatement AddProgress() => new($"ALTER TABLE {_history} ADD COLUMN progress text");

    /// <summary>Notes what the schema is after a run, in the newest line.</summary>
    public SqlStatement SchemaSeen(SchemaFingerprint fingerprint) =>
        new($"UPDATE {_history} SET schema_fingerprint = {Text(fingerprint.Hex)} WHERE id = (SELECT max(id) FROM {_history})");

    /// <summary>Reads what <see cref="SchemaSeen"/> noted; nothing was when the newest run could not, as one of a script.</summary>
    public string LastSchemaSeen() => $"SELECT schema_fingerprint FROM {_history} WHERE id = (SELECT max(id) FROM {_history})";

    /// <summary>
    /// Reads the last that was done with each revision: its id, the direction, the checksum, and whether nothing was stamped since, for a stamp says where the database
    /// is without a word about the rest.
    /// </summary>
    public string LastDone() =>
        $"SELECT revision, direction, checksum, id > (SELECT coalesce(max(id), 0) FROM {_history} WHERE direction = {Text(Stamp)}) FROM {_history} "
        + $"WHERE id IN (SELECT max(id) FROM {_history} WHERE statement IS NULL AND status = {Text(Done)} GROUP BY revision) ORDER BY id";

    /// <summary>Reads every line of a revision, the newest first.</summary>
    public string History() => $"{SelectLines("true")} ORDER BY id DESC";

    /// <summary>Reads the newest line of a revision that was run or stamped.</summary>
    public string LastRun() => $"{SelectLines($"direction <> {Text(Repair)}")} ORDER BY id DESC LIMIT 1";

    private string SelectLines(string condition) =>
        $"SELECT revision, direction, status, started_at, finished_at, duration_ms, applied_by, host, tool_version, tag, error FROM {_history} WHERE statement IS NULL AND {condition}";

    /// <summary>The line by which an edited revision is accepted with its new checksum; without one the history makes no claim about the revision any more.</summary>
    public SqlStatement Repaired(string revision, string? checksum) => Insert(revision, Repair, null, checksum, Done, dialect.Now, dialect.Now, null);

    public static string WordFor(Direction direction) => direction == Direction.Upgrade ? "upgrade" : "downgrade";

    private SqlStatement RevisionDone(RevisionStep step, string start) =>
        Insert(step.Revision.Id.Value, WordFor(step.Direction), null, step.Revision.Checksum.Hex, Done, start, dialect.Now, null);

    private SqlStatement Insert(string revision, string direction, int? statement, string? checksum, string status, string start, string? end, string? error) => RepeatedForm.Write(
        own => $"INSERT INTO {_history} (revision, direction, statement, checksum, status, started_at, finished_at, duration_ms, applied_by, host, tool_version, tag, error) VALUES ("
            + string.Join(
                ", ",
                own[0],
                Text(direction),
                dialect.Literal(statement),
                own[1],
                Text(status),
                start,
                end ?? "NULL",
                end is null ? "NULL" : dialect.MillisecondsBetween(start, end),
                Text(Environment.UserName),
                Text(Environment.MachineName),
                Text(ToolVersion),
                dialect.Literal(tag),
                dialect.Literal(error))
            + ")",
        Text(revision),
        dialect.Literal(checksum));

    private string IsUnfinished(string revision)
    {
        var own = $"FROM {_history} WHERE revision = {Text(revision)} AND statement IS NULL";
        return $"id >= (SELECT min(id) {own} AND id > (SELECT coalesce(max(id), 0) {own} AND status = {Text(Done)}))";
    }

    private string Where(RevisionStep step, int? statement) =>
        $"revision = {Text(step.Revision.Id.Value)} AND direction = {Text(WordFor(step.Direction))} AND "
        + (statement is { } number ? string.Create(CultureInfo.InvariantCulture, $"statement = {number}") : "statement IS NULL");

    private string Text(string value) => dialect.Literal(value);

    private static SqlStatement OneRow(string sql) => new(sql) { ExpectedRows = 1 };
}
