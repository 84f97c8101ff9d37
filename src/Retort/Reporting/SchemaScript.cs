using System.Text;
using Retort.Comparison;
using Retort.Dialects;
using Retort.Execution;
using Retort.Planning;
using Retort.Schema;

namespace Retort.Reporting;

/// <summary>A script that makes a schema in an empty database. Its order depends on the schema alone.</summary>
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

        var operations = SchemaComparer.Compare(DatabaseSchema.Empty, schema, dialect, serverVersion).Operations;
        foreach (var statement in dialect.Write(operations, serverVersion).Cast<SqlStatement>())
        {
            script.Append(script.Length == 0 ? "" : "\n").Append(ScriptWriter.Terminated(statement.Sql));
        }

        return script.ToString();
    }
}
