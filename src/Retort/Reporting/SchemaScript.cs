using System.Collections.Immutable;
using System.Text;
using Retort.Comparison;
using Retort.Dialects;
using Retort.Execution;
using Retort.Operations;
using Retort.Planning;
using Retort.Schema;

namespace Retort.Reporting;

/// <summary>Scripts that make a schema in an empty database, or turn one into another. Their order depends on the schemas alone.</summary>
public static class SchemaScript
{
    /// <summary>Writes the script. What is not managed is named in a comment, because the script does not make it.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="dialect">The engine.</param>
    /// <param name="serverVersion">The version of the server the script is for; <see langword="null"/> for the newest one known.</param>
    /// <exception cref="UnsupportedOperationException">The engine, or this version of it, cannot have such a schema.</exception>
    public static string Write(DatabaseSchema schema, IDialect dialect, Version? serverVersion = null)
    {
        var script = new StringBuilder();
        foreach (var item in schema.Unmanaged)
        {
            script.Append("-- not in this script: ").Append($"{item.Kind} {item.Name}".ReplaceLineEndings(" ")).Append('\n');
        }

        foreach (var statement in dialect.Write(SchemaComparer.Compare(DatabaseSchema.Empty, schema, dialect, serverVersion).Operations, serverVersion))
        {
            script.Append(script.Length == 0 ? "" : "\n").Append(SqlScript.Terminated(statement.Text)).Append('\n');
        }

        return script.ToString();
    }

    /// <summary>
    /// Writes the script that turns one schema into another, for psql or sqlite3. Statements that depend on the catalogue, as the rebuild of a SQLite table does,
    /// are written out by running them on a scratch copy of the schema.
    /// </summary>
    /// <param name="from">The schema as it is.</param>
    /// <param name="operations">What turns it into the other one.</param>
    /// <param name="database">The database that is meant; not changed.</param>
    /// <param name="serverVersion">The version of its server.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="RetortException">A scratch copy is needed and cannot be had.</exception>
    public static async Task<string> WriteChangeAsync(
        DatabaseSchema from, ImmutableArray<Operation> operations, IDatabase database, Version serverVersion, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        var dialect = database.Dialect;
        var statements = dialect.Write(operations, serverVersion);
        if (statements.Count == 0)
        {
            return "";
        }

        ImmutableArray<string> texts = statements.Any(statement => statement is CatalogStatement)
            ? await RehearseAsync(from, operations, database, serverVersion, cancellationToken).ConfigureAwait(false)
            : [.. statements.Select(statement => statement.Text)];
        var (before, after) = dialect.ScriptChecks(texts);
        var (begin, end) = statements.All(statement => statement.Transactional) ? ([dialect.BeginTransaction], ["COMMIT"]) : (Array.Empty<string>(), Array.Empty<string>());
        var script = new StringBuilder();
        foreach (var operation in operations.Where(operation => operation.LosesData))
        {
            script.Append("-- loses data: ").Append(operation.Describe().ReplaceLineEndings(" ")).Append('\n');
        }

        script.AppendJoin('\n', dialect.ScriptHeader).Append('\n');
        foreach (var text in (IEnumerable<string>)[.. begin, .. before, .. texts, .. after, .. end])
        {
            script.Append(SqlScript.Terminated(text)).Append('\n');
        }

        return script.ToString();
    }

    private static async Task<ImmutableArray<string>> RehearseAsync(
        DatabaseSchema from, ImmutableArray<Operation> operations, IDatabase database, Version serverVersion, CancellationToken cancellationToken)
    {
        var scratch = await database.CreateScratchAsync(copySchema: false, cancellationToken).ConfigureAwait(false);
        await using var disposing = scratch.ConfigureAwait(false);
        await Rehearsal.RunAsync(scratch, SchemaComparer.Compare(DatabaseSchema.Empty, from, scratch.Dialect, serverVersion).Operations, cancellationToken).ConfigureAwait(false);
        return await Rehearsal.RunAsync(scratch, operations, cancellationToken).ConfigureAwait(false);
    }
}
