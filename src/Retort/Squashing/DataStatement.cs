using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Planning;
using Retort.Revisions;
using Retort.Statements;

namespace Retort.Squashing;

/// <summary>A statement that no comparison of schemas can see.</summary>
/// <param name="Revision">The revision it is in.</param>
/// <param name="Text">Its first line.</param>
/// <param name="Origin">Where it is written.</param>
internal sealed record DataStatement(Revision Revision, string Text, SourceLocation Origin)
{
    /// <summary>Whether it does no more than add rows that it names, so that what it leaves in an empty database is all that it does.</summary>
    public bool IsPlainInsert { get; init; }

    /// <summary>The statements of planned revisions that are about rows, or may be.</summary>
    public static ImmutableArray<DataStatement> Find(IEnumerable<PlannedRevision> steps, IDialect dialect) =>
    [
        .. from planned in steps
           from statement in planned.Statements
           let isPlain = IsPlain(statement, dialect)
           where isPlain is not null
           select new DataStatement(planned.Step.Revision, FirstLine(statement.Text), statement.Origin ?? planned.Step.Revision.Source) { IsPlainInsert = isPlain.Value },
    ];

    /// <summary><see langword="null"/> for a statement that is about the schema.</summary>
    private static bool? IsPlain(Statement statement, IDialect dialect) => statement switch
    {
        BackfillStatement or CodeStatement => false,
        SqlStatement sql => OutlineReader.Read(sql.Sql, dialect.Syntax) switch
        {
            InsertOutline insert => insert is { IsQuery: false, Replaces: false },
            UpdateOutline or DeleteOutline or TruncateOutline or DoOutline => false,
            UnknownOutline when !IsDefinition(sql.Sql, dialect.Syntax) => false,
            _ => null,
        },
        _ => null,
    };

    // What is not read may be a query that calls something; what begins with one of these words is not.
    private static bool IsDefinition(string sql, SqlSyntax syntax)
    {
        var reader = new StatementReader(sql, syntax);
        return reader.TakeWord() is "CREATE" or "ALTER" or "DROP" or "COMMENT" or "GRANT" or "REVOKE" or "SECURITY" or "REASSIGN" or "IMPORT" or "SET" or "SHOW" or "EXPLAIN" or "ATTACH" or "DETACH";
    }

    private static string FirstLine(string text) => text.ReplaceLineEndings("\n").Split('\n') is [var first, _, ..] ? $"{first.TrimEnd()} ..." : text;
}
