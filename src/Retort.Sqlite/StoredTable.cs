using Retort.Dialects;
using static Retort.Sqlite.SqliteIdentifier;

namespace Retort.Sqlite;

/// <summary>
/// The text of a CREATE TABLE statement, taken apart just enough to change one thing and leave every other character as its
/// author wrote it: what Retort does not know about (STRICT, ON CONFLICT, an unnamed CHECK) cannot get lost.
/// </summary>
internal sealed partial class StoredTable
{
    private static readonly string[] ConstraintWords = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];

    private readonly string _gap;
    private readonly List<string> _items;
    private string _tail;

    private StoredTable(string gap, List<string> items, string tail)
    {
        _gap = gap;
        _items = items;
        _tail = tail;
    }

    /// <summary>Whether the table numbers its rows without ever using a number again.</summary>
    public bool HasAutoIncrement => _items.Exists(item => StoredName.Tokens(item).Exists(token => token.Is(item, "AUTOINCREMENT")));

    /// <summary>Whether the table has no rowid.</summary>
    public bool IsWithoutRowId => StoredName.Tokens(_tail).Exists(token => token.Is(_tail, "WITHOUT"));

    /// <summary>Whether the declared types are enforced.</summary>
    public bool IsStrict => StoredName.Tokens(_tail).Exists(token => token.Is(_tail, "STRICT"));

    /// <summary>Takes a statement apart.</summary>
    public static StoredTable Parse(string sql)
    {
        var tokens = StoredName.Tokens(sql);
        var open = tokens.FindIndex(token => token.Is(sql, '('));
        if (open < 0)
        {
            throw new FormatException($"Not a CREATE TABLE statement: {sql}");
        }

        var close = StoredName.Closing(sql, tokens, open);
        var items = new List<string>();
        var start = tokens[open].End;
        for (var i = open + 1; i <= close; i++)
        {
            if (tokens[i].Is(sql, '('))
            {
                i = StoredName.Closing(sql, tokens, i);
            }
            else if (tokens[i].Is(sql, ',') || i == close)
            {
                items.AddRange(Divide(sql[start..tokens[i].Start]));
                start = tokens[i].End;
            }
        }

        return new StoredTable(sql[StoredName.Created(sql, tokens, "TABLE").End..tokens[open].Start], items, sql[tokens[close].End..]);
    }

    /// <summary>The statement, for a table of another name.</summary>
    public string ToSql(string quotedName) => $"CREATE TABLE {quotedName}{_gap}({string.Join(',', _items)}){_tail}";

    public bool HasColumn(string name) => FindColumn(name) >= 0;

    public void AddItem(string item, bool isColumn)
    {
        var at = isColumn && _items.FindIndex(IsConstraint) is var first && first >= 0 ? first : _items.Count;
        if (at == _items.Count)
        {
            _items[^1] = WithoutOpenComment(_items[^1]);
            _items.Add($"\n    {item}\n");
        }
        else
        {
            var length = RemarkLength(_items[at]);
            _items.Insert(at, $"{_items[at][..length]}\n    {item}");
            _items[at + 1] = _items[at + 1][length..];
        }
    }

    public void ChangeColumn(string name, Action<StoredColumn> change)
    {
        var at = FindColumn(name);
        var column = new StoredColumn(_items[at]);
        change(column);
        _items[at] = column.ToString();
    }

    /// <summary>Removes a column and, as other databases do, the keys it is part of and the checks that read it.</summary>
    public void RemoveColumn(string name)
    {
        RemoveAt(FindColumn(name));
        RemoveAll(item => IsConstraint(item) && StoredName.Mentions(StoredName.FirstParentheses(item), name));
        ChangeColumns(column => column.RemoveChecksOf(name));
    }

    public bool RemoveConstraint(string name) =>
        RemoveAll(item => IsConstraintNamed(item, name)) || ChangeColumns(column => column.RemoveConstraint(name));

    public bool RenameConstraint(string name, string newName)
    {
        for (var i = 0; i < _items.Count; i++)
        {
            var item = _items[i];
            var tokens = StoredName.Tokens(item);
            var at = tokens.FindIndex(token => token.Is(item, "CONSTRAINT"));
            while (at >= 0 && !StoredName.Is(item, tokens[at + 1], name))
            {
                at = tokens.FindIndex(at + 1, token => token.Is(item, "CONSTRAINT"));
            }

            if (at >= 0)
            {
                _items[i] = string.Concat(item.AsSpan(0, tokens[at + 1].Start), Quote(newName), item.AsSpan(tokens[at + 1].End));
                return true;
            }
        }

        return false;
    }

    /// <summary>SQLite lets the comma between two constraints be left out.</summary>
    private static IEnumerable<string> Divide(string item)
    {
        var tokens = IsConstraint(item) ? StoredName.Tokens(item) : [];
        var start = 0;
        for (var i = 1; i < tokens.Count; i++)
        {
            if (tokens[i].Is(item, '('))
            {
                i = StoredName.Closing(item, tokens, i);
            }
            else if (IsConstraintWord(item, tokens[i]) && !(i >= 2 && tokens[i - 2].Is(item, "CONSTRAINT")) && !tokens[i - 1].Is(item, "CONSTRAINT"))
            {
                yield return item[start..tokens[i].Start];
                start = tokens[i].Start;
            }
        }

        yield return item[start..];
    }

    private bool RemoveAll(Predicate<string> condition)
    {
        var count = _items.Count;
        for (var i = count - 1; i >= 0; i--)
        {
            if (condition(_items[i]))
            {
                RemoveAt(i);
            }
        }

        return _items.Count < count;
    }

    /// <summary>Removes an item with the remark on it, which stands behind its comma, and not the remark on the item before.</summary>
    private void RemoveAt(int at)
    {
        var item = _items[at];
        var remark = item[..RemarkLength(item)];
        _items.RemoveAt(at);
        if (at < _items.Count)
        {
            _items[at] = remark + _items[at][RemarkLength(_items[at])..];
        }
        else if (at > 0)
        {
            var last = _items[^1].TrimEnd() + remark;
            _items[^1] = last + (IsOpen(last) ? "\n" : item[item.TrimEnd().Length..]);
        }
    }

    private bool ChangeColumns(Predicate<StoredColumn> change)
    {
        var changed = false;
        for (var i = 0; i < _items.Count; i++)
        {
            if (!IsConstraint(_items[i]) && new StoredColumn(_items[i]) is var column && change(column))
            {
                _items[i] = column.ToString();
                changed = true;
            }
        }

        return changed;
    }

    private int FindColumn(string name) => _items.FindIndex(item => !IsConstraint(item) && StoredName.Is(item, StoredName.First(item), name));

    private static bool IsConstraint(string item) => IsConstraintWord(item, StoredName.First(item));

    private static bool IsConstraintWord(string item, SqlToken token) => Array.Exists(ConstraintWords, word => token.Is(item, word));

    private static bool IsConstraintNamed(string item, string name)
    {
        var tokens = StoredName.Tokens(item);
        return tokens[0].Is(item, "CONSTRAINT") && StoredName.Is(item, tokens[1], name);
    }

    /// <summary>The length of a comment behind the comma before an item, up to the end of its line: it is a remark on the item before.</summary>
    private static int RemarkLength(string item)
    {
        var length = item.IndexOf('\n', StringComparison.Ordinal);
        return length > 0 && item.AsSpan(0, length).TrimStart().StartsWith("--", StringComparison.Ordinal) ? length : 0;
    }

    private static string WithoutOpenComment(string item) => IsOpen(item) ? $"{item.TrimEnd()}\n    " : item.TrimEnd();

    /// <summary>Whether an item ends in a comment that would swallow the comma behind it.</summary>
    private static bool IsOpen(string item)
    {
        var last = default(SqlToken);
        foreach (var token in new SqlLexer(item, SqlSyntax.Sqlite))
        {
            last = token.Kind == SqlTokenKind.WhiteSpace ? last : token;
        }

        return last.Kind == SqlTokenKind.Comment && item.AsSpan(last.Start).StartsWith("--", StringComparison.Ordinal);
    }
}
