using System.Collections.Immutable;
using System.Globalization;
using Retort.Operations;
using Retort.Schema;

namespace Retort.Scripting.Tests;

/// <summary>Random tables and changes of them, the same for the same seed.</summary>
internal sealed class RandomTables
{
    private static readonly MigrationBuilder T = new(new MigrationContext { Engine = "postgresql" });
    private static readonly string[] Names = ["id", "user_id", "Status", "a b", "x\"y", "значение", "select", "very_long_name_of_a_column_that_makes_other_names_long_too"];
    private readonly Random _random;
    private readonly bool _isSqlite;

    public RandomTables(int seed, string engine)
    {
        (_random, _isSqlite) = (new Random(seed), engine == "sqlite");
        Operations = [.. Enumerable.Range(0, _random.Next(1, 4)).SelectMany(number => Changes(string.Create(CultureInfo.InvariantCulture, $"table {number}")))];
    }

    public ImmutableArray<Operation> Operations { get; }

    private IEnumerable<Operation> Changes(string name)
    {
        ObjectName table = _isSqlite || Maybe() ? name : ("Other", name);
        ImmutableArray<Column> columns = [.. Names.OrderBy(_ => _random.Next()).Take(_random.Next(1, Names.Length)).Select(Column)];
        yield return new CreateTable(new Table(table, columns, [.. Constraints(table, columns)])
        {
            Comment = !_isSqlite && Maybe() ? "it's\na table" : null,
            With = !_isSqlite && Maybe() ? ["fillfactor=70"] : [],
        })
        {
            Indexes = [.. Indexes(table, columns)],
            IfNotExists = _random.Next(5) == 0,
        };
        if (Maybe())
        {
            yield return new CreateIndex(new TableIndex("another", table, [columns[0].Name]) { Where = "\"a b\" > 0\n    AND 1 = 1" });
        }

        if (Maybe())
        {
            yield return new DropTable(table) { IfExists = Maybe() };
        }
    }

    private Column Column(string name) => new(name, Type())
    {
        Nullable = Maybe(),
        Default = _random.Next(3) switch
        {
            0 => null,
            1 => ColumnDefault.OfSql(Pick("0", "1.50", "'-1'::integer", "'draft'::character varying", "''::text", "'it''s'::text", "true", "now()", "'{}'::jsonb", "5000000000", "1 +\n1")),
            _ => ColumnDefault.OfValue(Pick<object>("draft", 0, -5, true, 1.5, 2.50m, "two\nlines", "\"")),
        },
        Collation = _random.Next(5) == 0 ? new ObjectName(null, _isSqlite ? "NOCASE" : "C") : (ObjectName?)null,
        Comment = !_isSqlite && _random.Next(5) == 0 ? "the \"column\"" : null,
    };

    private ColumnType Type() => _random.Next(_isSqlite ? 9 : 12) switch
    {
        0 => T.String(_random.Next(1, 300)),
        1 => T.Text(),
        2 => T.Decimal(10, 2),
        3 => T.Bool(),
        4 => T.Json(),
        5 => T.DateTimeOffset(_isSqlite ? null : 3),
        6 => T.Type("tsvector"),
        7 => T.Char(3),
        8 => T.BigInt(),
        9 => T.Array(T.Array(T.Int())),
        10 => T.Enum(("Other", "my mood")),
        _ => T.Uuid(),
    };

    private IEnumerable<Constraint> Constraints(ObjectName table, ImmutableArray<Column> columns)
    {
        var (one, two) = (columns[0].Name, columns[^1].Name);
        if (Maybe())
        {
            yield return new PrimaryKey(Maybe() ? NamingConvention.PrimaryKey(table) : "key", Maybe() ? [one] : [.. columns.Select(column => column.Name)]);
        }

        if (Maybe())
        {
            yield return new UniqueConstraint(Maybe() ? NamingConvention.Unique(table, [two]) : "only", [two]) { NullsNotDistinct = !_isSqlite && Maybe() };
        }

        if (Maybe())
        {
            yield return new CheckConstraint(Maybe() ? NamingConvention.Check(table, one) : "checked", Pick("id > 0", "\"a b\" > 0 AND id > 0", "\"x\"\"y\" <> 'x'\n-- and\nAND 1 = 1", "true")) { NoInherit = !_isSqlite && _random.Next(4) == 0 };
        }

        if (Maybe())
        {
            yield return new ForeignKey(Maybe() ? NamingConvention.ForeignKey(table, [one], "users") : "to users", [one], "users", [Pick("id", "number")])
            {
                OnDelete = Pick(Enum.GetValues<ReferentialAction>()),
                OnUpdate = Pick(Enum.GetValues<ReferentialAction>()),
                Deferral = Pick(Enum.GetValues<Deferral>()),
                MatchFull = !_isSqlite && _random.Next(4) == 0,
            };
        }
    }

    private IEnumerable<TableIndex> Indexes(ObjectName table, ImmutableArray<Column> columns)
    {
        IndexKey one = columns[0].Name;
        if (Maybe())
        {
            yield return new TableIndex(Maybe() ? NamingConvention.Index(table, [one]) : "an index", table, [one]) { Unique = Maybe(), Where = _random.Next(3) == 0 ? "id > 0" : null };
        }

        if (Maybe())
        {
            yield return new TableIndex("ordered", table, [.. columns.Select(column => Maybe() ? (IndexKey)column.Name : ((IndexKey)column.Name).Descending()), IndexKey.OfSql("lower('\\')")]);
        }
    }

    private bool Maybe() => _random.Next(2) == 0;

    private TItem Pick<TItem>(params TItem[] items) => items[_random.Next(items.Length)];
}
