using System.Collections.Immutable;
using System.Diagnostics;
using Retort.Dialects;
using Retort.Schema;

namespace Retort.Sqlite;

/// <summary>Reads a key or check from its text.</summary>
/// <param name="table">The table it belongs to.</param>
/// <param name="names">The columns of the table, as they were declared.</param>
/// <param name="normal">The spelling of expressions.</param>
/// <param name="tables">The tables of the database, as they were created; a foreign key may refer to one that is not there.</param>
internal sealed class ConstraintReader(string table, IReadOnlyDictionary<string, string> names, NormalForm normal, IReadOnlyDictionary<string, string> tables)
{
    private string _text = "";
    private List<SqlToken> _tokens = [];
    private int _at;

    /// <summary>The name of a constraint that has none: the one a revision gives it by the naming convention. A check has the columns it mentions in its name.</summary>
    /// <param name="table">The table.</param>
    /// <param name="constraint">The constraint.</param>
    /// <param name="column">The name that a column has in it; <see langword="null"/> for what is no column.</param>
    /// <param name="referenced">The table a foreign key refers to.</param>
    public static string DerivedName(string table, Constraint constraint, Func<string, string?> column, string? referenced)
    {
        switch (constraint)
        {
            case PrimaryKey:
                return NamingConvention.PrimaryKey(table);
            case UniqueConstraint key:
                return NamingConvention.Unique(table, key.Columns.Select(name => column(name) ?? name));
            case ForeignKey key:
                return NamingConvention.ForeignKey(table, key.Columns.Select(name => column(name) ?? name), referenced!);
            case CheckConstraint check:
                var columns = StoredName.Mentioned(check.Expression).Select(column).OfType<string>().Distinct().ToList();
                return NamingConvention.Check(table, columns.Count == 0 ? "expr" : string.Join('_', columns));
            default:
                throw new UnreachableException($"No name for constraint {constraint.GetType().Name}.");
        }
    }

    /// <summary>Reads a constraint under the name it has, or the one that the naming convention gives it.</summary>
    public ReadConstraint Read(StoredConstraint stored)
    {
        (_text, _tokens, _at) = (stored.Text, StoredName.Tokens(stored.Text), 0);
        var remarks = new List<string>();
        Constraint constraint = Next().ToUpperInvariant() switch
        {
            "PRIMARY" => ReadPrimaryKey(stored, remarks),
            "UNIQUE" => new UniqueConstraint("", KeyColumns(stored, remarks)),
            "CHECK" => new CheckConstraint("", normal.Expression(StoredName.FirstParentheses(stored.Text))),
            "REFERENCES" => ReadForeignKey([Declared(stored.Column!)]),
            "FOREIGN" => ReadForeignKey(ForeignColumns()),
            var word => throw new FormatException($"No constraint begins with {word}: {stored.Text}"),
        };
        if (_tokens.Exists(token => token.Is(_text, "CONFLICT")) && constraint is PrimaryKey or UniqueConstraint)
        {
            remarks.Add("ON CONFLICT clause");
        }

        var derived = DerivedName(table, constraint, column => names.GetValueOrDefault(column), (constraint as ForeignKey)?.ReferencedTable.Name);
        return new ReadConstraint(stored, constraint with { Name = stored.Name ?? derived }, derived, remarks);
    }

    private PrimaryKey ReadPrimaryKey(StoredConstraint stored, List<string> remarks)
    {
        _at++;
        return new PrimaryKey("", KeyColumns(stored, remarks));
    }

    private ImmutableArray<string> KeyColumns(StoredConstraint stored, List<string> remarks)
    {
        if (_tokens.Exists(token => token.Is(_text, "DESC")))
        {
            remarks.Add("descending key");
        }

        if (stored.Column is not null)
        {
            return [Declared(stored.Column)];
        }

        if (_tokens.Exists(token => token.Is(_text, "COLLATE")))
        {
            remarks.Add("collation of a key");
        }

        return Columns();
    }

    private ImmutableArray<string> ForeignColumns()
    {
        _at++;
        var columns = Columns();
        _at++;
        return columns;
    }

    private ForeignKey ReadForeignKey(ImmutableArray<string> columns)
    {
        var referenced = StoredName.Of(_text, _tokens[_at++]);
        referenced = tables.GetValueOrDefault(referenced, referenced);
        var key = new ForeignKey("", columns, referenced, IsMark('(') ? Columns() : []);
        while (_at < _tokens.Count)
        {
            key = Next().ToUpperInvariant() switch
            {
                "ON" when Next().Equals("DELETE", StringComparison.OrdinalIgnoreCase) => key with { OnDelete = Action() },
                "ON" => key with { OnUpdate = Action() },
                "NOT" => key with { Deferral = NotDeferrable() },
                "DEFERRABLE" => key with { Deferral = Deferred() },

                // MATCH is read by SQLite and means nothing.
                _ => key,
            };
        }

        return key;
    }

    private ReferentialAction Action() => Next().ToUpperInvariant() switch
    {
        "CASCADE" => ReferentialAction.Cascade,
        "RESTRICT" => ReferentialAction.Restrict,
        "SET" => Next().Equals("NULL", StringComparison.OrdinalIgnoreCase) ? ReferentialAction.SetNull : ReferentialAction.SetDefault,
        _ => NoAction(),
    };

    private ReferentialAction NoAction()
    {
        _at++;
        return ReferentialAction.NoAction;
    }

    private Deferral NotDeferrable()
    {
        _at++;
        _ = Deferred();
        return Deferral.NotDeferrable;
    }

    private Deferral Deferred()
    {
        if (_at >= _tokens.Count || !_tokens[_at].Is(_text, "INITIALLY"))
        {
            return Deferral.InitiallyImmediate;
        }

        _at++;
        return Next().Equals("DEFERRED", StringComparison.OrdinalIgnoreCase) ? Deferral.InitiallyDeferred : Deferral.InitiallyImmediate;
    }

    /// <summary>The columns in the parentheses that come next.</summary>
    private ImmutableArray<string> Columns()
    {
        var columns = ImmutableArray.CreateBuilder<string>();
        var close = StoredName.Closing(_text, _tokens, _at);
        for (; _at < close; _at++)
        {
            if (_tokens[_at].Is(_text, '(') || _tokens[_at].Is(_text, ','))
            {
                columns.Add(Declared(StoredName.Of(_text, _tokens[_at + 1])));
            }
        }

        _at++;
        return columns.ToImmutable();
    }

    private bool IsMark(char mark) => _at < _tokens.Count && _tokens[_at].Is(_text, mark);

    private string Next() => _at < _tokens.Count ? _tokens[_at++].In(_text).ToString() : throw new FormatException($"The constraint ends too early: {_text}");

    private string Declared(string column) => names.GetValueOrDefault(column, column);
}

/// <summary>A constraint that was read.</summary>
/// <param name="Stored">Where it stands.</param>
/// <param name="Constraint">The constraint, with a name that no other one of the table has.</param>
/// <param name="DerivedName">The name it would have by convention.</param>
/// <param name="Remarks">What of it is not in the model.</param>
internal sealed record ReadConstraint(StoredConstraint Stored, Constraint Constraint, string DerivedName, IReadOnlyList<string> Remarks);
