using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Linting;
using Retort.Operations;
using Retort.Planning;
using Retort.PostgreSql;
using Retort.Revisions;
using Retort.Schema;
using Retort.Statements;

namespace Retort.Tests.Linting;

/// <summary>SQL as a revision that is looked at.</summary>
internal static class LintedSql
{
    public static Revision Revision { get; } = new() { Id = RevisionId.Parse("aa1"), Source = new SourceLocation("versions/aa1.sql", 1) };

    /// <summary>What is found in a revision.</summary>
    /// <param name="sql">Its statements.</param>
    /// <param name="before">What makes the schema that it finds.</param>
    /// <param name="version">The major version of the server.</param>
    /// <param name="inSteps">Whether each statement is committed by itself.</param>
    /// <param name="dialect">The SQL of the engine.</param>
    /// <param name="options">How it is looked at.</param>
    public static IReadOnlyList<Finding> Lint(string sql, string before = "", int? version = null, bool inSteps = false, IDialect? dialect = null, LintOptions? options = null) =>
        new Linter(options).Lint(Context(sql, before, version, inSteps, dialect));

    public static LintContext Context(string sql, string before = "", int? version = null, bool inSteps = false, IDialect? dialect = null)
    {
        var syntax = dialect ?? PostgreSqlDialect.Instance;
        var server = version is { } major ? new Version(major, 0) : null;
        var operation = new ExecuteSql(sql) { Origin = new SourceLocation("versions/aa1.sql", 1, 1) };
        ImmutableArray<Statement> statements = [.. syntax.Write([operation], server).Select(statement => statement with { CommitAlone = inSteps || statement.CommitAlone })];
        return new LintContext
        {
            Planned = new PlannedRevision(new RevisionStep(Revision, Direction.Upgrade, new VersionRowChange([], [Revision.Id])), [operation], statements),
            Dialect = syntax,
            ServerVersion = server,
            Schema = SchemaOf(before, syntax),
        };
    }

    /// <summary>The schema that statements make, as far as they tell.</summary>
    public static DatabaseSchema SchemaOf(string sql, IDialect? dialect = null)
    {
        var syntax = (dialect ?? PostgreSqlDialect.Instance).Syntax;
        var sketch = new SchemaSketch(DatabaseSchema.Empty);
        sketch.Apply(SqlScript.Split(sql, syntax).Select(statement => OutlineReader.Read(statement.Text, syntax)));
        return sketch.Schema;
    }
}
