using System.Collections.Frozen;
using System.Text;
using Retort.Dialects;

namespace Retort.Sqlite;

/// <summary>
/// Writes SQL in the one spelling in which it is compared: SQLite keeps what was typed and never tells an expression in words of its own.
/// Keywords, blanks, comments, quotes that are not needed, the case of names and parentheses around the whole make no difference; literals stay as they are.
/// </summary>
/// <param name="names">Names that may occur, each as it was declared; the case in which they are looked up does not matter.</param>
internal sealed class NormalForm(IReadOnlyDictionary<string, string> names)
{
    // Keywords that mean nothing inside an expression or a query, where SQLite takes them for names.
    private static readonly FrozenSet<string> NamesAfterAll =
        "action add analyze attach cascade column conflict database deferred detach each explain initially instead key plan pragma query release restrict temp temporary vacuum view virtual"
        .Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> ClauseWords =
        new[] { "FROM", "WHERE", "GROUP", "HAVING", "WINDOW", "ORDER", "LIMIT", "UNION", "INTERSECT", "EXCEPT" }.ToFrozenSet(StringComparer.Ordinal);

    // The longest first.
    private static readonly string[] Operators = ["->>", "||", "->", "<<", ">>", "<=", ">=", "<>", "!=", "=="];

    private enum Kind
    {
        Keyword,
        Name,
        Function,
        Literal,
        Operator,
        Sign,
        Mark,
    }

    /// <summary>An expression, without parentheses around the whole.</summary>
    public string Expression(string sql) => Join(Pieces(WithoutParentheses(sql)), (_, _) => null);

    /// <summary>A query, with a line for each clause.</summary>
    public string Query(string sql)
    {
        var depth = 0;
        return Join(Pieces(sql), (previous, piece) =>
        {
            depth += piece.Text switch { "(" => 1, ")" => -1, _ => 0 };
            var startsClause = piece.Kind == Kind.Keyword && ClauseWords.Contains(piece.Text) && previous.Text != "DISTINCT";
            return depth == 0 && (startsClause || (piece.Text == "SELECT" && previous.Text is "UNION" or "ALL" or "INTERSECT" or "EXCEPT")) ? "\n" : null;
        });
    }

    /// <summary>The body of a trigger, with a line for each statement.</summary>
    public string Body(string sql)
    {
        var pieces = Pieces(sql);
        return Join(pieces, (previous, piece) => piece == pieces[^1] ? "\n" : previous.Text == ";" || (previous.Kind == Kind.Keyword && previous.Text == "BEGIN") ? "\n    " : null);
    }

    /// <summary>Removes parentheses around the whole of an expression.</summary>
    public static string WithoutParentheses(string sql)
    {
        var tokens = StoredName.Tokens(sql);
        while (tokens.Count > 2 && tokens[0].Is(sql, '(') && StoredName.Closing(sql, tokens, 0) == tokens.Count - 1)
        {
            sql = sql[tokens[0].End..tokens[^1].Start];
            tokens = StoredName.Tokens(sql);
        }

        return sql;
    }

    /// <summary>Writes a name where nothing but a name can stand.</summary>
    public static string Name(string name) =>
        (char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !SqliteIdentifier.IsKeyword(name)
            ? name
            : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Join(List<Piece> pieces, Func<Piece, Piece, string?> lineBreak)
    {
        var text = new StringBuilder();
        for (var i = 0; i < pieces.Count; i++)
        {
            if (i > 0)
            {
                text.Append(lineBreak(pieces[i - 1], pieces[i]) ?? (AreApart(pieces[i - 1], pieces[i]) ? " " : ""));
            }

            text.Append(pieces[i].Text);
        }

        return text.ToString();
    }

    // Two signs stay apart: -- begins a comment.
    private static bool AreApart(Piece previous, Piece piece) => (previous, piece) switch
    {
        (_, { Kind: Kind.Mark, Text: "," or ")" or ";" or "." }) => false,
        ({ Kind: Kind.Mark, Text: "(" or "." }, _) => false,
        ({ Kind: Kind.Function }, { Text: "(" }) => false,
        ({ Kind: Kind.Sign }, { Kind: not (Kind.Sign or Kind.Operator) }) => false,
        _ => true,
    };

    private List<Piece> Pieces(string sql)
    {
        var tokens = StoredName.Tokens(sql);
        var pieces = new List<Piece>(tokens.Count);
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            var next = i + 1 < tokens.Count ? tokens[i + 1] : default;
            if (next.Kind == SqlTokenKind.Operator && next.Is(sql, '.') && StoredName.Is(sql, token, "main"))
            {
                // Attached databases are not read, so that every name is one of the main database.
                i++;
                continue;
            }

            switch (token.Kind)
            {
                case SqlTokenKind.Word:
                    pieces.Add(Word(token.In(sql).ToString(), next.Length > 0 && next.Is(sql, '(')));
                    break;
                case SqlTokenKind.QuotedIdentifier:
                    var isName = sql[token.Start] != '"' || pieces is [.., { Text: "." or "AS" }] || (next.Length > 0 && next.Is(sql, '.'));
                    pieces.Add(Quoted(StoredName.Of(sql, token), isName));
                    break;
                case SqlTokenKind.Operator:
                    AddOperators(pieces, token.In(sql).ToString());
                    break;
                default:
                    pieces.Add(new Piece(Kind.Literal, token.In(sql).ToString()));
                    break;
            }
        }

        return pieces;
    }

    private Piece Word(string word, bool isCalled)
    {
        if (names.TryGetValue(word, out var declared) && (!SqliteIdentifier.IsKeyword(word) || NamesAfterAll.Contains(word)))
        {
            return new Piece(Kind.Name, Name(declared));
        }

        return word.ToUpperInvariant() switch
        {
            var upper when isCalled && upper is "CAST" or "RAISE" => new Piece(Kind.Function, upper),
            "REPLACE" when isCalled => new Piece(Kind.Function, "replace"),
            var upper when SqliteIdentifier.IsKeyword(word) || upper is "TRUE" or "FALSE" => new Piece(Kind.Keyword, upper),
            "NEW" or "OLD" or "EXCLUDED" or "ROWID" => new Piece(Kind.Name, word.ToLowerInvariant()),
            _ when isCalled => new Piece(Kind.Function, word.ToLowerInvariant()),
            _ => new Piece(Kind.Name, word),
        };
    }

    // What is in double quotes and names nothing is a string to SQLite, unless a name must stand there.
    private Piece Quoted(string name, bool isName) =>
        names.TryGetValue(name, out var declared) ? new Piece(Kind.Name, Name(declared))
        : isName && name.Length > 0 ? new Piece(Kind.Name, Name(name))
        : new Piece(Kind.Literal, $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");

    /// <summary>The lexer reads operators as long as possible, as PostgreSQL does; SQLite has none that ends in a sign.</summary>
    private static void AddOperators(List<Piece> pieces, string text)
    {
        while (text.Length > 0)
        {
            var found = Array.Find(Operators, text.StartsWith) ?? text[..1];
            text = text[found.Length..];
            pieces.Add(found switch
            {
                "(" or ")" or "," or "." or ";" => new Piece(Kind.Mark, found),
                "==" => new Piece(Kind.Operator, "="),
                "!=" => new Piece(Kind.Operator, "<>"),
                "-" or "+" or "~" when pieces is [] or [.., { Kind: Kind.Operator or Kind.Sign or Kind.Keyword } or { Kind: Kind.Mark, Text: not (")" or ".") }] => new Piece(Kind.Sign, found),
                _ => new Piece(Kind.Operator, found),
            });
        }
    }

    private sealed record Piece(Kind Kind, string Text)
    {
        public bool Equals(Piece? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
    }
}
