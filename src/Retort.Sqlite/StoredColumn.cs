using Retort.Dialects;
using Retort.Schema;

namespace Retort.Sqlite;

/// <summary>The text of a column within a CREATE TABLE statement: its name, its type, and clauses such as NOT NULL.</summary>
internal sealed class StoredColumn
{
    private static readonly string[] ClauseWords = ["CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "GENERATED", "AS"];

    private readonly string _head;
    private readonly List<string> _clauses = [];
    private string _type;

    public StoredColumn(string item)
    {
        var tokens = StoredName.Tokens(item);
        var starts = ClauseStarts(item, tokens);
        var firstClause = starts.Count > 0 ? tokens[starts[0]].Start : item.Length;
        _head = item[..tokens[0].End];
        _type = item[tokens[0].End..firstClause];
        for (var i = 0; i < starts.Count; i++)
        {
            var end = i + 1 < starts.Count ? tokens[starts[i + 1]].Start : item.Length;
            _clauses.Add(item[tokens[starts[i]].Start..end]);
        }
    }

    public bool IsGenerated => _clauses.Exists(clause => Is(clause, "GENERATED") || Is(clause, "AS"));

    public bool IsKey => _clauses.Exists(clause => Is(clause, "PRIMARY"));

    public void SetType(string type) => _type = _clauses.Count == 0 ? $" {type}" : $" {type} ";

    public void SetNullable(bool nullable)
    {
        _clauses.RemoveAll(clause => Is(clause, "NOT") || Is(clause, "NULL"));
        if (!nullable)
        {
            Append("NOT NULL");
        }
    }

    public void SetDefault(ColumnDefault value)
    {
        _clauses.RemoveAll(clause => Is(clause, "DEFAULT"));
        if (TableText.Default(value) is { Length: > 0 } text)
        {
            Append(text.Trim());
        }
    }

    public void SetCollation(ObjectName? collation)
    {
        _clauses.RemoveAll(clause => Is(clause, "COLLATE"));
        if (collation is not null)
        {
            Append(TableText.Collation(collation).Trim());
        }
    }

    public bool RemoveConstraint(string name) => _clauses.RemoveAll(clause =>
    {
        var tokens = StoredName.Tokens(clause);
        return tokens[0].Is(clause, "CONSTRAINT") && StoredName.Is(clause, tokens[1], name);
    }) > 0;

    public override string ToString() => _head + _type + string.Concat(_clauses);

    private void Append(string clause)
    {
        if (_clauses.Count > 0)
        {
            _clauses[^1] = $"{_clauses[^1].TrimEnd()} ";
        }
        else
        {
            _type = $"{_type.TrimEnd()} ";
        }

        _clauses.Add(clause);
    }

    /// <summary>Whether a clause begins with a word, after its name.</summary>
    private static bool Is(string clause, string word)
    {
        var tokens = StoredName.Tokens(clause);
        return tokens[tokens[0].Is(clause, "CONSTRAINT") ? 2 : 0].Is(clause, word);
    }

    private static List<int> ClauseStarts(string item, List<SqlToken> tokens)
    {
        var starts = new List<int>();
        var depth = 0;
        for (var i = 1; i < tokens.Count; i++)
        {
            depth += tokens[i].Is(item, '(') ? 1 : tokens[i].Is(item, ')') ? -1 : 0;
            if (depth == 0 && Array.Exists(ClauseWords, word => tokens[i].Is(item, word)) && !Continues(item, tokens, i, starts))
            {
                starts.Add(i);
            }
        }

        return starts;
    }

    /// <summary>NULL after NOT, after DEFAULT and after SET begins nothing; so does DEFAULT after SET, and what a CONSTRAINT names.</summary>
    private static bool Continues(string item, List<SqlToken> tokens, int at, List<int> starts)
    {
        var previous = tokens[at - 1];
        return previous.Is(item, "DEFAULT") || previous.Is(item, "SET") || previous.Is(item, "ALWAYS") || previous.Is(item, "CONSTRAINT")
            || (tokens[at].Is(item, "NULL") && previous.Is(item, "NOT"))
            || (tokens[at].Is(item, "NOT") && at + 1 < tokens.Count && tokens[at + 1].Is(item, "DEFERRABLE"))
            || (starts.Count > 0 && starts[^1] == at - 2 && tokens[at - 2].Is(item, "CONSTRAINT"));
    }
}
