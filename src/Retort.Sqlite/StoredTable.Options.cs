using Retort.Dialects;

namespace Retort.Sqlite;

internal sealed partial class StoredTable
{
    /// <summary>Sets the options behind the columns.</summary>
    public void SetOptions(bool withoutRowId, bool strict)
    {
        if ((withoutRowId, strict) == (IsWithoutRowId, IsStrict))
        {
            return;
        }

        string[] options = [.. withoutRowId ? ["WITHOUT ROWID"] : Array.Empty<string>(), .. strict ? ["STRICT"] : Array.Empty<string>()];
        var tokens = StoredName.Tokens(_tail);
        var text = string.Join(", ", options);
        _tail = tokens.Count == 0 ? $" {text}{_tail}" : string.Concat(_tail.AsSpan(0, tokens[0].Start), text, _tail.AsSpan(tokens[^1].End)).TrimEnd();
    }

    /// <summary>Makes the primary key number its only column.</summary>
    /// <returns>Whether there is such a key.</returns>
    public bool Number()
    {
        var key = Constraints.FirstOrDefault(constraint => StoredName.Tokens(constraint.Text)[0].Is(constraint.Text, "PRIMARY"));
        if (key is null || HasAutoIncrement)
        {
            return HasAutoIncrement;
        }

        var item = _items[key.Item];
        var tokens = StoredName.Tokens(item);
        if (key.Clause is { } clause)
        {
            var end = tokens[new StoredColumn(item).Clauses[clause].Last].End;
            _items[key.Item] = item.Insert(end, " AUTOINCREMENT");
            return true;
        }

        var open = tokens.FindIndex(token => token.Is(item, '('));
        var close = StoredName.Closing(item, tokens, open);
        if (tokens[open..close].Exists(token => token.Is(item, ',')))
        {
            return false;
        }

        _items[key.Item] = item.Insert(tokens[close].Start, " AUTOINCREMENT");
        return true;
    }

    /// <summary>Makes the primary key number no more.</summary>
    public void StopNumbering()
    {
        for (var i = 0; i < _items.Count; i++)
        {
            var item = _items[i];
            foreach (var token in StoredName.Tokens(item).Where(token => token.Is(item, "AUTOINCREMENT")))
            {
                _items[i] = string.Concat(item.AsSpan(0, token.Start).TrimEnd([' ', '\t']), item.AsSpan(token.End));
            }
        }
    }
}
