using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Operations;
using Retort.Planning;

namespace Retort.RevisionFiles.Rendering;

/// <summary>The SQL of a section of a revision file, and whether the revision must say that it runs without a transaction.</summary>
internal sealed record SqlBody(string Text, bool NeedsNoTransaction);

/// <summary>Writes operations as a section of a SQL revision: a paragraph for each statement, comments above the first of an operation.</summary>
internal sealed class SqlBodyWriter(OperationText sql)
{
    /// <exception cref="RevisionFileException">An operation cannot be said in SQL, or not in a file with sections.</exception>
    /// <exception cref="UnsupportedOperationException">The engine cannot do one of them.</exception>
    public SqlBody Write(ImmutableArray<AnnotatedOperation> operations)
    {
        var paragraphs = new List<string>();
        foreach (var operation in operations)
        {
            var comments = string.Concat(OperationComments.Of(operation).Select(Comment));
            foreach (var statement in operation.Sql?.Select(SqlScript.Terminated) ?? sql.Of(operation.Operation))
            {
                paragraphs.Add(comments + InSection(operation.Operation, statement));
                comments = "";
            }
        }

        return new SqlBody(string.Join("\n\n", paragraphs), operations.Any(operation => NeedsNoTransaction(operation.Operation)));
    }

    // What is to run outside the transaction and does not need to says so only here; the rest is found when the file is read.
    private bool NeedsNoTransaction(Operation operation) =>
        operation is OutsideTransaction
        && !sql.Plan(operation).Select(Isolation).SequenceEqual(sql.Plan([.. sql.Of(operation).Select(statement => new ExecuteSql(statement))]).Select(Isolation));

    private static (bool Transactional, bool CommitAlone) Isolation(Statement statement) => (statement.Transactional, statement.Transactional && statement.CommitAlone);

    private static string Comment(string line)
    {
        var comment = $"-- {line}";
        return SqlHeaderReader.IsDirective(comment) ? $"-- ({line})\n" : $"{comment}\n";
    }

    private string InSection(Operation operation, string statement) => statement.Split('\n').Any(SqlHeaderReader.BeginsSection)
        ? throw sql.CannotBeWritten(operation, "It holds a line \"-- upgrade\" or \"-- downgrade\", which would begin a section of the file.")
        : statement;
}
