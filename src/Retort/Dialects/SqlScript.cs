using Retort.Revisions;

namespace Retort.Dialects;

/// <summary>Takes a text with several statements apart, as the engine's own client does.</summary>
public static class SqlScript
{
    /// <summary>A statement with its semicolon, which a comment at the end of the last line would swallow.</summary>
    internal static string Terminated(string sql) =>
        sql.AsSpan(sql.LastIndexOf('\n') + 1).Contains("--", StringComparison.Ordinal) ? $"{sql}\n;" : $"{sql};";

    /// <summary>Splits a text into its statements. Comments before, between and after them are left out; those inside stay.</summary>
    /// <param name="text">The text.</param>
    /// <param name="syntax">The lexical rules of the engine.</param>
    /// <param name="origin">
    /// Where the text starts in its file. Without a column it is only the place that the text was written for, as for a
    /// string in C# code, and stands for all its statements.
    /// </param>
    /// <exception cref="SqlScriptException">A string or comment is not closed, or there is something only the engine's client understands.</exception>
    public static IReadOnlyList<SqlScriptStatement> Split(string text, SqlSyntax syntax, SourceLocation? origin = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(syntax);
        var statements = new List<SqlScriptStatement>();
        var place = new TextPlace(text, origin);
        var boundary = new StatementBoundary(text, syntax);
        var (start, end) = (-1, -1);
        List<string>? directives = null;
        foreach (var token in new SqlLexer(text, syntax))
        {
            if (token.IsUnterminated)
            {
                throw Unterminated(token, place.Of(token.Start));
            }

            if (!token.IsSignificant)
            {
                if (start < 0 && token.Kind == SqlTokenKind.Comment && RetortComment.IsOne(token.In(text)))
                {
                    (directives ??= []).Add(token.In(text).ToString());
                }

                continue;
            }

            if (token.Is(text, '\\') && syntax.HasDollarQuotes)
            {
                throw MetaCommand(text, token.Start, place.Of(token.Start));
            }

            if (boundary.Ends(token))
            {
                Complete();
                continue;
            }

            start = start < 0 ? token.Start : start;
            end = token.End;
        }

        Complete();
        return statements;

        void Complete()
        {
            if (start >= 0)
            {
                if (boundary.IsCopyFromClient)
                {
                    throw new SqlScriptException(
                        "RT0406", "COPY ... FROM stdin needs a client that sends the rows.", place.Of(start), "Use InsertData, or COPY on the connection in db.Run; for a dump: pg_dump --inserts.");
                }

                statements.Add(new SqlScriptStatement(text[start..end], start, place.StatementOrigin(start)) { Directives = directives is null ? [] : directives });
                directives = null;
            }

            start = -1;
            boundary.Restart();
        }
    }

    /// <summary>
    /// The tokens of a text that an engine would see, for comparing texts apart from comments and layout. The text is read by
    /// the rules of each engine in turn, so that what is a comment for one but not for the other counts as text.
    /// </summary>
    public static IEnumerable<string> Tokens(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. Tokens(text, SqlSyntax.PostgreSql), .. Tokens(text, SqlSyntax.Sqlite)];
    }

    /// <summary>Adds the same tokens to a checksum, none of which becomes a string for it.</summary>
    internal static void AppendTokens(ChecksumBuilder checksum, string text)
    {
        foreach (var syntax in (ReadOnlySpan<SqlSyntax>)[SqlSyntax.PostgreSql, SqlSyntax.Sqlite])
        {
            foreach (var token in new SqlLexer(text, syntax))
            {
                if (token.IsSignificant)
                {
                    checksum.Append(token.In(text));
                }
            }
        }
    }

    /// <summary>Whether there are such tokens.</summary>
    internal static bool HasTokens(string text) => FirstToken(text, SqlSyntax.PostgreSql) is not null || FirstToken(text, SqlSyntax.Sqlite) is not null;

    /// <summary>
    /// Refuses a statement that begins or ends a transaction: a revision and its row in the version table commit together.
    /// Savepoints are allowed.
    /// </summary>
    /// <param name="statement">One statement.</param>
    /// <param name="syntax">The lexical rules of the engine.</param>
    /// <param name="origin">Where the statement starts.</param>
    /// <exception cref="SqlScriptException">It is BEGIN, COMMIT, ROLLBACK or another name for them.</exception>
    public static void RefuseTransactionControl(string statement, SqlSyntax syntax, SourceLocation? origin = null)
    {
        ArgumentNullException.ThrowIfNull(statement);
        if (IsTransactionControl(statement, syntax))
        {
            throw new SqlScriptException(
                "RT0407",
                $"SQL that Retort runs cannot control its transaction: {statement.ReplaceLineEndings(" ")}",
                origin ?? new TextPlace(statement, null).Of(0),
                "Remove the statement. Retort opens and commits the transactions; for a revision without one write Transactional = false (in SQL files: -- transactional: false).");
        }
    }

    private static bool IsTransactionControl(string statement, SqlSyntax syntax)
    {
        Span<SqlToken> words = stackalloc SqlToken[3];
        var count = 0;
        foreach (var token in new SqlLexer(statement, syntax))
        {
            if (token.IsSignificant && count < words.Length)
            {
                words[count++] = token;
            }
        }

        bool Is(SqlToken token, string word) => token.Is(statement, word);
        var (first, second, third) = (words[0], words[1], words[2]);
        return Is(first, "BEGIN") || Is(first, "COMMIT") || Is(first, "END") || Is(first, "ABORT")
            || Is(first, "START") && Is(second, "TRANSACTION")
            || Is(first, "PREPARE") && Is(second, "TRANSACTION")
            || Is(first, "ROLLBACK") && !Is(second, "TO") && !Is(third, "TO");
    }

    /// <summary>The word a statement begins with.</summary>
    internal static string? FirstToken(string text, SqlSyntax syntax)
    {
        foreach (var token in new SqlLexer(text, syntax))
        {
            if (token.IsSignificant)
            {
                return token.In(text).ToString();
            }
        }

        return null;
    }

    internal static List<string> Tokens(string text, SqlSyntax syntax)
    {
        var tokens = new List<string>();
        foreach (var token in new SqlLexer(text, syntax))
        {
            if (token.IsSignificant)
            {
                tokens.Add(token.In(text).ToString());
            }
        }

        return tokens;
    }

    private static SqlScriptException Unterminated(SqlToken token, SourceLocation location)
    {
        var what = token.Kind switch
        {
            SqlTokenKind.Comment => "comment",
            SqlTokenKind.QuotedIdentifier => "quoted identifier",
            _ => "string",
        };
        return new("RT0404", $"A {what} is not closed.", location, $"Close the {what} that starts there.");
    }

    private static SqlScriptException MetaCommand(string text, int start, SourceLocation location)
    {
        var line = text.AsSpan(start);
        var length = line.IndexOfAny('\n', '\r', ' ');
        var command = length < 0 ? line : line[..length];
        return new(
            "RT0405",
            $"{command} is a command of psql, not SQL.",
            location,
            "Remove the line, or replace it by the SQL it stands for. In a dump \\restrict, \\unrestrict and \\connect can be removed; rows come as SQL with pg_dump --inserts.");
    }
}

/// <summary>A statement of a script.</summary>
/// <param name="Text">The statement, without the semicolon.</param>
/// <param name="Offset">Where it starts in the text, in characters from 0.</param>
/// <param name="Origin">Where it starts in the file, when that is known.</param>
public readonly record struct SqlScriptStatement(string Text, int Offset, SourceLocation? Origin)
{
    /// <summary>The comments above it that are meant for Retort.</summary>
    internal IReadOnlyList<string> Directives { get; init; } = [];
}
