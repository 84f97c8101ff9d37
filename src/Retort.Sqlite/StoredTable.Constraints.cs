using static Retort.Sqlite.SqliteIdentifier;

namespace Retort.Sqlite;

internal sealed partial class StoredTable
{
    private static readonly string[] ConstraintClauses = ["PRIMARY", "UNIQUE", "CHECK", "REFERENCES"];

    /// <summary>The columns, in order.</summary>
    public IEnumerable<StoredColumn> Columns => _items.Where(item => !IsConstraint(item)).Select(item => new StoredColumn(item));

    /// <summary>The keys and checks, those behind columns and those of the table, in order.</summary>
    public IEnumerable<StoredConstraint> Constraints
    {
        get
        {
            for (var i = 0; i < _items.Count; i++)
            {
                if (IsConstraint(_items[i]))
                {
                    if (TableConstraint(i) is { } constraint)
                    {
                        yield return constraint;
                    }

                    continue;
                }

                var column = new StoredColumn(_items[i]);
                var clauses = column.Clauses;
                for (var j = 0; j < clauses.Count; j++)
                {
                    if (ConstraintClauses.Contains(clauses[j].Word))
                    {
                        yield return new StoredConstraint(i, j, clauses[j].Name, column.Name, WithoutName(clauses[j].Text));
                    }
                }
            }
        }
    }

    /// <summary>Removes a constraint.</summary>
    public void Remove(StoredConstraint constraint)
    {
        if (constraint.Clause is { } clause)
        {
            var column = new StoredColumn(_items[constraint.Item]);
            column.RemoveClause(clause);
            _items[constraint.Item] = column.ToString();
        }
        else
        {
            RemoveAt(constraint.Item);
        }
    }

    /// <summary>Gives a constraint a name, or another one.</summary>
    public void Name(StoredConstraint constraint, string name)
    {
        var item = _items[constraint.Item];
        var tokens = StoredName.Tokens(item);
        var first = constraint.Clause is { } clause ? new StoredColumn(item).Clauses[clause].First : 0;
        _items[constraint.Item] = constraint.Name is null
            ? item.Insert(tokens[first].Start, $"CONSTRAINT {Quote(name)} ")
            : string.Concat(item.AsSpan(0, tokens[first + 1].Start), Quote(name), item.AsSpan(tokens[first + 1].End));
    }

    private StoredConstraint? TableConstraint(int item)
    {
        var text = _items[item];
        var tokens = StoredName.Tokens(text);
        var isNamed = tokens[0].Is(text, "CONSTRAINT");

        // A name alone is allowed, and no constraint.
        return isNamed && tokens.Count < 3 ? null : new StoredConstraint(item, null, isNamed ? StoredName.Of(text, tokens[1]) : null, null, WithoutName(text));
    }

    private static string WithoutName(string text)
    {
        var tokens = StoredName.Tokens(text);
        return text[tokens[tokens[0].Is(text, "CONSTRAINT") ? 2 : 0].Start..tokens[^1].End];
    }
}

/// <summary>A key or check in the text of a table.</summary>
/// <param name="Item">Which part of the table it is or stands in.</param>
/// <param name="Clause">Which clause of the column; <see langword="null"/> when it is one of the table.</param>
/// <param name="Name">The name CONSTRAINT gives it; <see langword="null"/> for none.</param>
/// <param name="Column">The column it stands behind; <see langword="null"/> when it is one of the table.</param>
/// <param name="Text">The text behind the name.</param>
internal sealed record StoredConstraint(int Item, int? Clause, string? Name, string? Column, string Text);
