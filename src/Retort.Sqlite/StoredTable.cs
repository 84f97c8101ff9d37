using Retort.Dialects;
using static Retort.Sqlite.SqliteIdentifier;

namespace Retort.Sqlite;

/// <summary>
/// The text of a CREATE TABLE statement, taken apart just enough to change one thing and leave every other character as its
/// author wrote it: what Retort does not know about (STRICT, ON CONFLICT, an unnamed CHECK) cannot get lost.
/// </summary>
internal sealed class StoredTable
{
    private static readonly string[] ConstraintWords = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];

    private readonly List<string> _items;
    private readonly string _tail;

    private StoredTable(string tail, List<string> items)
    {
        _tail = tail;
        _items = items;
    }

    /// <summary>Whether the table numbers its rows without ever using a number again.</summary>
    public bool HasAutoIncrement => _items.Exists(item => StoredName.Tokens(item).Exists(token => token.Is(item, "AUTOINCREMENT")));

    /// <summary>Whether the table has no rowid.</summary>
    public bool IsWithoutRowId => StoredName.Tokens(_tail).Exists(token => token.Is(_tail, "WITHOUT"));

    /// <summary>Whether the declared types are enforced.</summary>
    public bool IsStrict => StoredName.Tokens(_tail).Exists(token => token.Is(_tail, "STRICT"));

    /// <summary>The names of the columns that hold values of their own, in order.</summary>
    public IEnumerable<string> StoredColumns => _items.Where(item => !IsConstraint(item) && !new StoredColumn(item).IsGenerated).Select(NameOf);

    /// <summary>Takes a statement apart.</summary>
    public static StoredTable Parse(string sql)
    {
        var tokens = StoredName.Tokens(sql);
        var open = tokens.FindIndex(token => token.Is(sql, '('));
        var items = new List<string>();
        var depth = 0;
        var start = tokens[open].End;
        for (var i = open; i < tokens.Count; i++)
        {
            depth += tokens[i].Is(sql, '(') ? 1 : tokens[i].Is(sql, ')') ? -1 : 0;
            if (depth == 0 || (depth == 1 && tokens[i].Is(sql, ',')))
            {
                items.Add(sql[start..tokens[i].Start]);
                start = tokens[i].End;
            }

            if (depth == 0)
            {
                return new StoredTable(sql[tokens[i].End..], items);
            }
        }

        throw new FormatException($"Not a CREATE TABLE statement: {sql}");
    }

    /// <summary>The statement, for a table of another name.</summary>
    public string ToSql(string quotedName) => $"CREATE TABLE {quotedName} ({string.Join(',', _items)}){_tail}";

    public bool HasColumn(string name) => FindColumn(name) >= 0;

    public void AddItem(string item, bool isColumn)
    {
        // A comment at the end of the last item would swallow what follows.
        var at = isColumn && _items.FindIndex(IsConstraint) is var first && first >= 0 ? first : _items.Count;
        _items.Insert(at, $"\n    {item}");
        if (at > 0)
        {
            _items[at - 1] = WithoutOpenComment(_items[at - 1]);
        }

        _items[at] = at == _items.Count - 1 ? $"{_items[at]}\n" : _items[at];
    }

    public void ChangeColumn(string name, Action<StoredColumn> change)
    {
        var at = FindColumn(name);
        var column = new StoredColumn(_items[at]);
        change(column);
        _items[at] = column.ToString();
    }

    /// <summary>Removes a column and, as other databases do, the constraints that mention it.</summary>
    public void RemoveColumn(string name)
    {
        _items.RemoveAt(FindColumn(name));
        _items.RemoveAll(item => IsConstraint(item) && StoredName.Mentions(item, name));
    }

    public bool RemoveConstraint(string name)
    {
        if (_items.RemoveAll(item => IsConstraintNamed(item, name)) > 0)
        {
            return true;
        }

        for (var i = 0; i < _items.Count; i++)
        {
            if (!IsConstraint(_items[i]) && new StoredColumn(_items[i]) is var column && column.RemoveConstraint(name))
            {
                _items[i] = column.ToString();
                return true;
            }
        }

        return false;
    }

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

    private int FindColumn(string name) => _items.FindIndex(item => !IsConstraint(item) && string.Equals(NameOf(item), name, StringComparison.OrdinalIgnoreCase));

    private static bool IsConstraint(string item)
    {
        var first = StoredName.Tokens(item)[0];
        return Array.Exists(ConstraintWords, word => first.Is(item, word));
    }

    private static bool IsConstraintNamed(string item, string name)
    {
        var tokens = StoredName.Tokens(item);
        return tokens[0].Is(item, "CONSTRAINT") && StoredName.Is(item, tokens[1], name);
    }

    private static string NameOf(string item) => StoredName.Of(item, StoredName.Tokens(item)[0]);

    private static string WithoutOpenComment(string item)
    {
        var last = default(SqlToken);
        foreach (var token in new SqlLexer(item, SqlSyntax.Sqlite))
        {
            last = token.Kind == SqlTokenKind.WhiteSpace ? last : token;
        }

        return last.Kind == SqlTokenKind.Comment && item.AsSpan(last.Start).StartsWith("--", StringComparison.Ordinal) ? $"{item.TrimEnd()}\n    " : item.TrimEnd();
    }
}
