using Retort.Dialects;
using Retort.Schema;

namespace Retort.Sqlite;

/// <summary>
/// The text of a column within a CREATE TABLE statement: its name, its type, and clauses such as NOT NULL. Only what a change is
/// about is replaced; comments and layout stay.
/// </summary>
internal sealed class StoredColumn(string text)
{
    private static readonly string[] ClauseWords = ["CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "GENERATED", "AS"];

    private string _text = text;
    private List<SqlToken>? _tokens;

    /// <summary>The name.</summary>
    public string Name => StoredName.Of(_text, Tokens[0]);

    /// <summary>The declared type as it was typed; empty when there is none.</summary>
    public string Type
    {
        get
        {
            var tokens = Tokens;
            var end = ClauseStarts(tokens) is [var first, ..] ? first : tokens.Count;
            return end > 1 ? _text[tokens[1].Start..tokens[end - 1].End] : "";
        }
    }

    /// <summary>The clauses, in order.</summary>
    public List<Clause> Clauses => ClausesOf(Tokens);

    private List<SqlToken> Tokens => _tokens ??= StoredName.Tokens(_text);

    public void SetType(string type)
    {
        var tokens = Tokens;
        var clauses = ClausesOf(tokens);
        var last = tokens[(clauses.Count > 0 ? clauses[0].First : tokens.Count) - 1];
        var isTyped = last != tokens[0];
        Replace(isTyped ? tokens[1].Start : last.End, last.End, isTyped ? type : $" {type}");
    }

    public void SetNullable(bool nullable)
    {
        if (nullable)
        {
            Remove(clause => clause.Word is "NOT" or "NULL");
        }
        else if (!Clauses.Exists(clause => clause.Word == "NOT"))
        {
            Remove(clause => clause.Word == "NULL");
            Append("NOT NULL");
        }
    }

    public void SetDefault(ColumnDefault value)
    {
        Remove(clause => clause.Word == "DEFAULT");
        if (TableText.Default(value) is { Length: > 0 } clause)
        {
            Append(clause.Trim());
        }
    }

    public void SetCollation(ObjectName? collation)
    {
        Remove(clause => clause.Word == "COLLATE");
        if (collation is { } name && TableReader.CollationName(name.Name) is not null)
        {
            Append(TableText.Collation(name).Trim());
        }
    }

    /// <summary>Makes the column a generated one, whose value cannot have a default too, or an ordinary one.</summary>
    public void SetGenerated(GeneratedExpression? value)
    {
        Remove(clause => clause.Word is "GENERATED" or "AS" || (clause.Word == "DEFAULT" && value is not null));
        if (value is not null)
        {
            Append(TableText.Generated(value).Trim());
        }
    }

    public bool RemoveConstraint(string name) => Remove(clause => clause.Name is not null && string.Equals(clause.Name, name, StringComparison.OrdinalIgnoreCase));

    public void RemoveClause(int index)
    {
        var at = Clauses[index].First;
        Remove(clause => clause.First == at);
    }

    /// <summary>Removes the checks that read another column.</summary>
    public bool RemoveChecksOf(string column) => Remove(clause => clause.Word == "CHECK" && StoredName.Mentions(StoredName.FirstParentheses(clause.Text), column));

    public override string ToString() => _text;

    private bool Remove(Predicate<Clause> condition)
    {
        var tokens = Tokens;
        var clauses = ClausesOf(tokens).FindAll(condition);
        foreach (var clause in Enumerable.Reverse(clauses))
        {
            // The spaces before it go with it, but not a line break: a comment may end there.
            var start = tokens[clause.First].Start;
            while (_text[start - 1] is ' ' or '\t')
            {
                start--;
            }

            Replace(start, tokens[clause.Last].End, "");
        }

        return clauses.Count > 0;
    }

    private void Append(string clause)
    {
        var end = Tokens[^1].End;
        Replace(end, end, $" {clause}");
    }

    private void Replace(int start, int end, string replacement)
    {
        _text = string.Concat(_text.AsSpan(0, start), replacement, _text.AsSpan(end));
        _tokens = null;
    }

    private List<Clause> ClausesOf(List<SqlToken> tokens)
    {
        var starts = ClauseStarts(tokens);
        var clauses = new List<Clause>();
        for (var i = 0; i < starts.Count; i++)
        {
            var (first, last) = (starts[i], (i + 1 < starts.Count ? starts[i + 1] : tokens.Count) - 1);
            var isNamed = tokens[first].Is(_text, "CONSTRAINT");
            var word = isNamed ? first + 2 : first;
            clauses.Add(new Clause(
                first,
                last,
                isNamed ? StoredName.Of(_text, tokens[first + 1]) : null,
                word <= last ? tokens[word].In(_text).ToString().ToUpperInvariant() : "",
                _text[tokens[first].Start..tokens[last].End]));
        }

        return clauses;
    }

    private List<int> ClauseStarts(List<SqlToken> tokens)
    {
        var starts = new List<int>();
        for (var i = 1; i < tokens.Count; i++)
        {
            if (tokens[i].Is(_text, '('))
            {
                i = StoredName.Closing(_text, tokens, i);
            }
            else if (Array.Exists(ClauseWords, word => tokens[i].Is(_text, word)) && !Continues(tokens, i, starts))
            {
                starts.Add(i);
            }
        }

        return starts;
    }

    /// <summary>
    /// NULL after NOT, after DEFAULT and after SET begins nothing; so does DEFAULT after SET, and what a CONSTRAINT names. GENERATED is a
    /// name like any other unless ALWAYS follows.
    /// </summary>
    private bool Continues(List<SqlToken> tokens, int at, List<int> starts)
    {
        var (previous, token) = (tokens[at - 1], tokens[at]);
        var next = at + 1 < tokens.Count ? tokens[at + 1] : default;
        return previous.Is(_text, "DEFAULT") || previous.Is(_text, "SET") || previous.Is(_text, "CONSTRAINT")
            || (token.Is(_text, "AS") && previous.Is(_text, "ALWAYS"))
            || (token.Is(_text, "GENERATED") && !next.Is(_text, "ALWAYS"))
            || (token.Is(_text, "NULL") && previous.Is(_text, "NOT"))
            || (token.Is(_text, "NOT") && next.Is(_text, "DEFERRABLE"))
            || (starts.Count > 0 && starts[^1] == at - 2 && tokens[at - 2].Is(_text, "CONSTRAINT") && !token.Is(_text, "CONSTRAINT"));
    }

    /// <summary>A clause: its first and last token, the name CONSTRAINT gives it, and the word that says what it is.</summary>
    internal sealed record Clause(int First, int Last, string? Name, string Word, string Text);
}
