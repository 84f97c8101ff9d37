using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Retort.Dialects;

namespace Retort.Targets;

/// <summary>
/// Finds the comments <c>-- renamed from OLD</c> of a SQL file. Behind a definition on its line a comment speaks of that one, on a line of its own of the one
/// that follows.
/// </summary>
internal sealed partial class RenameComments
{
    private readonly string _path;
    private readonly string _text;
    private readonly SqlSyntax _syntax;
    private readonly List<SqlToken> _comments = [];

    // What the engine sees, and the statement that each of it belongs to.
    private readonly List<(SqlToken Token, int Statement)> _tokens = [];
    private readonly List<List<SqlToken>> _statements = [[]];

    private RenameComments(string path, string text, SqlSyntax syntax)
    {
        (_path, _text, _syntax) = (path, text, syntax);
        var boundary = new StatementBoundary(text, syntax);
        foreach (var token in new SqlLexer(text, syntax))
        {
            if (token.Kind == SqlTokenKind.Comment && Comment().IsMatch(token.In(text)))
            {
                _comments.Add(token);
            }
            else if (token.IsSignificant && boundary.Ends(token))
            {
                _statements.Add([]);
                boundary.Restart();
            }
            else if (token.IsSignificant)
            {
                _tokens.Add((token, _statements.Count - 1));
                _statements[^1].Add(token);
            }
        }
    }

    /// <summary>Reads the comments of a file.</summary>
    /// <exception cref="TargetException">One does not say what was renamed, or from what.</exception>
    public static ImmutableArray<DeclaredRename> Read(string path, string text, SqlSyntax syntax)
    {
        var file = new RenameComments(path, text, syntax);
        return [.. file._comments.Select(file.Read)];
    }

    private DeclaredRename Read(SqlToken comment)
    {
        var written = Comment().Match(comment.In(_text).ToString()).Groups["name"].Value;
        var former = OnlyToken(written) ?? throw Error(comment, $"\"{written}\" is not a name.", "Write one name after it, without a schema, in quotes where SQL needs them.");
        var next = _tokens.FindIndex(pair => pair.Token.Start > comment.Start);
        var before = (next < 0 ? _tokens.Count : next) - 1;
        var isBehind = before >= 0 && !_text.AsSpan(_tokens[before].Token.End..comment.Start).Contains('\n');

        // A comma or an opening parenthesis ends what stands before it.
        var subject = !isBehind ? next : _tokens[before].Token.Is(_text, ',') ? before - 1 : before;
        var created = subject < 0 ? null : CreateStatement.Read(_text, _statements[_tokens[subject].Statement], _syntax);
        return created?.RenamedFrom(_tokens[subject].Token, isBehind, former, written)
            ?? throw Error(comment, $"\"{written}\" is no former name of what it stands at.", "Write it behind a column of CREATE TABLE, or a value of CREATE TYPE ('OLD'), on the same line, or on the line before a CREATE TABLE, TYPE, DOMAIN, SEQUENCE, VIEW or INDEX.");
    }

    private SqlToken? OnlyToken(string written)
    {
        var tokens = new List<SqlToken>();
        foreach (var token in new SqlLexer(written, _syntax))
        {
            tokens.Add(token);
        }

        return tokens is [{ IsUnterminated: false } only] ? only : null;
    }

    private TargetException Error(SqlToken comment, string what, string hint) =>
        new("RT0805", $"A comment says \"renamed from\". {what}", null, hint, new TextPlace(_text, new SourceLocation(_path, 1, 1)).Of(comment.Start));

    [GeneratedRegex(@"^--\s*renamed\s+from\b\s*:?\s*(?<name>.*?)\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Comment();
}
