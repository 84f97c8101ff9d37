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

        AppendStatements(script, SchemaComparer.Compare(DatabaseSchema.Empty, schema, dialect, serverVersion).Operations, dialect, serverVersion);
        return script.ToString();
    }

    /// <summary>Writes the script that turns one schema into another.</summary>
    /// <param name="comparison">The difference.</param>
    /// <param name="dialect">The engine.</param>
    /// <param name="serverVersion">The version of the server the script is for; <see langword="null"/> for the newest one known.</param>
    /// <exception cref="UnsupportedOperationException">It depends on what the catalogue holds when it runs, as the rebuild of a SQLite table does.</exception>
    public static string Write(SchemaComparison comparison, IDialect dialect, Version? serverVersion = null)
    {
        var script = new StringBuilder();
        AppendStatements(script, comparison.Operations, dialect, serverVersion);
        return script.ToString();
    }

    private static void AppendStatements(StringBuilder script, IReadOnlyList<Operation> operations, IDialect dialect, Version? serverVersion)
    {
        foreach (var statement in dialect.Write(operations, serverVersion))
        {
            var sql = statement as SqlStatement
                ?? throw new UnsupportedOperationException($"write \"{statement.Operation?.Describe()}\" into a script", dialect.Engine, "Write a revision: retort revision --autogenerate.");
            script.Append(script.Length == 0 ? "" : "\n").Append(ScriptWriter.Terminated(sql.Sql));
        }
    }
}
