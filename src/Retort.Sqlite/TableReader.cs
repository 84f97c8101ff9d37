using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Schema;

namespace Retort.Sqlite;

/// <summary>Reads a table from the text that created it.</summary>
internal sealed class TableReader
{
    private readonly StoredTable _stored;
    private readonly List<StoredColumn> _columns;
    private readonly NormalForm _normal;
    private readonly List<UnmanagedObject> _unmanaged = [];

    /// <param name="name">The name of the table.</param>
    /// <param name="stored">Its text.</param>
    /// <param name="tables">The names of all tables, as they were created.</param>
    public TableReader(string name, StoredTable stored, IReadOnlyDictionary<string, string> tables)
    {
        _stored = stored;
        Name = name;
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        _columns = [.. stored.Columns];
        foreach (var column in _columns)
        {
            names.TryAdd(column.Name, column.Name);
        }

        ColumnNames = names;
        _normal = new NormalForm(names);
        Constraints = ReadConstraints(new ConstraintReader(name, names, _normal, tables));
        _unmanaged.AddRange(Constraints.SelectMany(item => item.Remarks.Select(remark => Remark(remark, ObjectKind.Constraint, item.Constraint.Name))));
    }

    /// <summary>The name of the table.</summary>
    public string Name { get; }

    /// <summary>The columns, to be found whatever the case, as they were declared.</summary>
    public IReadOnlyDictionary<string, string> ColumnNames { get; }

    /// <summary>The keys and checks with their places in the text, each with a name that no other has.</summary>
    public ImmutableArray<ReadConstraint> Constraints { get; }

    /// <summary>What of the table is not in the model.</summary>
    public IReadOnlyList<UnmanagedObject> Unmanaged => _unmanaged;

    /// <summary>The table.</summary>
    /// <param name="text">The statement that created it.</param>
    public Table Read(string? text)
    {
        var key = Constraints.Select(item => item.Constraint).OfType<PrimaryKey>().FirstOrDefault();
        return new Table(
            Name,
            [.. _columns.Select(column => ReadColumn(column, key))],
            [.. Constraints.Select(item => item.Constraint).OrderBy(KindOrder).ThenBy(constraint => constraint.Name, StringComparer.Ordinal)])
        {
            Strict = _stored.IsStrict,
            WithoutRowId = _stored.IsWithoutRowId,
            OriginalText = text,
        };
    }

    private static int KindOrder(Constraint constraint) => constraint switch
    {
        PrimaryKey => 0,
        UniqueConstraint => 1,
        CheckConstraint => 2,
        _ => 3,
    };

    /// <summary>
    /// SQLite takes one name twice, and none at all. Names that were written come first; then each constraint without one, in the order of
    /// what they say and not of where they stand, gets a number where its name is taken.
    /// </summary>
    private ImmutableArray<ReadConstraint> ReadConstraints(ConstraintReader reader)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var read = _stored.Constraints.Select(reader.Read)
            .OrderBy(item => item.Stored.Name is null)
            .ThenBy(item => KindOrder(item.Constraint))
            .ThenBy(item => TableText.Constraint(item.Constraint, Name), StringComparer.Ordinal)
            .ToImmutableArray();
        return [.. read.Select(item => item with { Constraint = item.Constraint with { Name = FreeName(item.Constraint.Name, taken) } })];
    }

    private static string FreeName(string name, HashSet<string> taken)
    {
        var free = name;
        for (var number = 2; !taken.Add(free); number++)
        {
            free = $"{name}_{number}";
        }

        return free;
    }

    private UnmanagedObject Remark(string kind, ObjectKind part, string name) => new(kind, new ObjectId(part, Name, name).ToString());

    private Column ReadColumn(StoredColumn stored, PrimaryKey? key)
    {
        var name = stored.Name;
        var clauses = stored.Clauses;
        var isInKey = key is not null && key.Columns.Contains(name);
        var isKey = isInKey && key!.Columns.Length == 1;
        var isRowId = isKey && stored.Type.Equals("INTEGER", StringComparison.OrdinalIgnoreCase) && !_stored.IsWithoutRowId;
        var collation = clauses.FindLast(clause => clause.Word == "COLLATE") is { } collate ? CollationOf(collate.Text) : null;
        foreach (var clause in clauses.Where(clause => clause.Word is "NOT" && StoredName.Mentions(clause.Text, "CONFLICT")))
        {
            _unmanaged.Add(Remark("ON CONFLICT clause", ObjectKind.Column, name));
        }

        return new Column(name, SqliteTypeName.Read(stored.Type, isKey))
        {
            // A key of a rowid table may hold NULL unless it is the rowid (https://www.sqlite.org/quirks.html).
            Nullable = !(clauses.Exists(clause => clause.Word == "NOT") || isRowId || (isInKey && (_stored.IsWithoutRowId || _stored.IsStrict))),
            Default = clauses.FindLast(clause => clause.Word == "DEFAULT") is { } value ? DefaultOf(value.Text) : null,
            Identity = isRowId && _stored.HasAutoIncrement ? new Identity() : null,
            Generated = clauses.Find(clause => clause.Word is "GENERATED" or "AS") is { } generated ? GeneratedBy(generated.Text) : null,
            Collation = collation is null ? default(ObjectName?) : (ObjectName)collation,
        };
    }

    /// <summary>The collation of a clause; <see langword="null"/> for the one that every column has.</summary>
    private static string? CollationOf(string clause)
    {
        var tokens = StoredName.Tokens(clause);
        return CollationName(StoredName.Of(clause, tokens[tokens.FindIndex(token => token.Is(clause, "COLLATE")) + 1]));
    }

    /// <summary>A collation in its own case; <see langword="null"/> for the one that every column has.</summary>
    public static string? CollationName(string name) => name.ToUpperInvariant() switch
    {
        "BINARY" => null,
        var known and ("NOCASE" or "RTRIM") => known,
        _ => name,
    };

    private ColumnDefault? DefaultOf(string clause)
    {
        var tokens = StoredName.Tokens(clause);
        var first = tokens.FindIndex(token => token.Is(clause, "DEFAULT")) + 1;
        var text = NormalForm.WithoutParentheses(clause[tokens[first].Start..]);
        var isBare = tokens.Count == first + 1;
        if (isBare && tokens[first].Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier && !IsConstantWord(text))
        {
            // SQLite takes a name that stands there for a string.
            return ColumnDefault.OfSql(SqliteLiteral.Text(StoredName.Of(clause, tokens[first])));
        }

        return _normal.Expression(text) is var sql && sql == "NULL" ? null : ColumnDefault.OfSql(sql);
    }

    private static bool IsConstantWord(string text) => text.ToUpperInvariant() is "NULL" or "TRUE" or "FALSE" or "CURRENT_TIME" or "CURRENT_DATE" or "CURRENT_TIMESTAMP";

    private GeneratedExpression GeneratedBy(string clause) =>
        new(_normal.Expression(StoredName.FirstParentheses(clause)), StoredName.Tokens(clause)[^1].Is(clause, "STORED"));
}
