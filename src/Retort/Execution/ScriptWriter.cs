using System.Globalization;
using System.Text;
using Retort.Dialects;
using Retort.Planning;
using Retort.Revisions;

namespace Retort.Execution;

/// <summary>
/// Writes a plan as a script for the engine's own client. Each step checks first that the database is where the script expects it,
/// and leaves the version rows and the history as a run would have.
/// </summary>
internal sealed class ScriptWriter(IDialect dialect, MigratorOptions options)
{
    private readonly Journal _journal = new(dialect, options.Tables, options.Tag);
    private readonly StringBuilder _script = new();

    /// <summary>Writes the steps of an upgrade or a downgrade.</summary>
    /// <param name="title">What the script does, for its first line.</param>
    /// <param name="from">The version rows it starts from.</param>
    /// <param name="steps">The steps, with their SQL in full.</param>
    public string Write(string title, IReadOnlyList<RevisionId> from, IReadOnlyList<RenderedStep> steps)
    {
        Begin(title);
        var rows = new SortedSet<RevisionId>(from);
        var all = options.Transaction == TransactionMode.All;
        if (all)
        {
            Add(dialect.BeginTransaction);
        }

        foreach (var step in steps)
        {
            WriteStep(step, rows, inTransaction: all);
            rows.ExceptWith(step.Step.Rows.Delete);
            rows.UnionWith(step.Step.Rows.Insert);
        }

        if (all)
        {
            Add("COMMIT");
        }

        return _script.ToString();
    }

    /// <summary>Writes a stamp: the version rows are replaced, and nothing else happens.</summary>
    public string WriteStamp(string title, IReadOnlyList<RevisionId> rows, IReadOnlyList<SqlStatement> lines)
    {
        Begin(title);
        Add(dialect.BeginTransaction);
        AddAll(_journal.ReplaceRows(rows));
        AddAll(lines);
        Add("COMMIT");
        return _script.ToString();
    }

    private void Begin(string title)
    {
        Comment(title);
        foreach (var line in dialect.ScriptHeader)
        {
            _script.Append(line).Append('\n');
        }

        AddAll(dialect.Write(options.Tables.Create(), serverVersion: null).Cast<SqlStatement>());
    }

    private void WriteStep(RenderedStep rendered, IReadOnlyCollection<RevisionId> rows, bool inTransaction)
    {
        var step = rendered.Step;
        _script.Append('\n');
        Comment($"{Journal.WordFor(step.Direction)} {step.Revision.Id}{(step.Revision.Message.Length > 0 ? ": " : "")}{step.Revision.Message}");
        var begins = !inTransaction && rendered.Transactional;
        if (begins)
        {
            Add(dialect.BeginTransaction);
        }

        Add(dialect.ScriptGuard(options.Tables, [.. rows.Select(row => row.Value)]));
        var (before, after) = dialect.ScriptChecks(rendered.Sql);
        foreach (var sql in (IEnumerable<string>)[.. before, .. rendered.Sql, .. after])
        {
            Add(sql);
        }

        if (!inTransaction && !rendered.Transactional)
        {
            Add(dialect.BeginTransaction);
        }

        AddAll(_journal.ChangeRows(step.Rows));
        AddAll([_journal.RevisionDoneInScript(step)]);
        if (!inTransaction)
        {
            Add("COMMIT");
        }
    }

    private void AddAll(IEnumerable<SqlStatement> statements)
    {
        foreach (var statement in statements)
        {
            Add(statement.Sql);
        }
    }

    private void Add(string sql) => _script.Append(SqlScript.Terminated(sql)).Append('\n');

    private void Comment(string text) => _script.Append(CultureInfo.InvariantCulture, $"-- {text.ReplaceLineEndings(" ")}\n");
}
