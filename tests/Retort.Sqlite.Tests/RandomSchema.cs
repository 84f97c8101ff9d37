using System.Collections.Immutable;
using Retort.Operations;
using Retort.Schema;

namespace Retort.Sqlite.Tests;

/// <summary>A table of the model and its indexes, drawn at random, in the form in which they are read back.</summary>
internal sealed class RandomSchema
{
    private static readonly MigrationBuilder Types = new(new MigrationContext { Engine = "sqlite" });
    private static readonly string[] Names = ["plain", "Order", "with space", "a\"b", "c(d", "e,f", "[g]", "key", "-- h", "名前", "x'y", "CamelCase"];
    private static readonly string[] Defaults = ["1", "-7", "'it''s; -- '", "CURRENT_TIMESTAMP", "x'00ff'", "abs(-3)", "TRUE", "1.5 + 2"];
    private static readonly ColumnType[] ColumnTypes =
        [Types.Text(), Types.String(10), Types.Char(3), Types.Int(), Types.BigInt(), Types.SmallInt(), Types.Decimal(10, 2), Types.Decimal(), Types.Double(), Types.Bool(), Types.Uuid(), Types.Date(), Types.DateTime(), Types.Bytes(), Types.Type("ODD TYPE(3)")];

    private readonly Random _random;

    /// <param name="seed">What the draw depends on.</param>
    /// <param name="columns">The names of the columns; drawn too unless given.</param>
    public RandomSchema(int seed, ImmutableArray<string>? columns = null)
    {
        _random = new Random(seed);
        ColumnNames = columns ?? [.. Names.OrderBy(_ => _random.Next()).Take(_random.Next(2, 7))];
        var key = Pick([0, 0, 1, 2]);
        var isNumbered = key == 1 && Maybe();
        var generated = ColumnNames.Length > 3 && Maybe() ? ColumnNames[^1] : null;
        var keyColumns = ColumnNames.Where(name => name != generated).Take(key).ToImmutableArray();
        var drawn = ColumnNames.Select(name => DrawColumn(name, keyColumns, isNumbered, name == generated)).ToImmutableArray();
        Table = new Table(TableName, drawn, [.. DrawConstraints(keyColumns, Pick([.. drawn.Where(column => column.Generated is null)]))])
        {
            WithoutRowId = key > 0 && !isNumbered && Maybe(),
        };
        Table = Normal(Table);
        Indexes = [.. ColumnNames.Where(_ => Maybe()).Select((name, i) => DrawIndex($"i {i}", name))];
    }

    public static string TableName => "The t";

    public ImmutableArray<string> ColumnNames { get; }

    public Table Table { get; }

    public ImmutableArray<TableIndex> Indexes { get; }

    /// <summary>What makes the table and the one it refers to.</summary>
    public IReadOnlyList<Operation> Create =>
    [
        new CreateTable(new Table("parent", [new Column("id", Types.Int()) { Nullable = false }], [new PrimaryKey("pk_parent", ["id"])])),
        new CreateTable(Table) { Indexes = Indexes },
    ];

    /// <summary>What makes another table of the same columns of this one.</summary>
    public IReadOnlyList<Operation> ChangeTo(RandomSchema other) =>
    [
        .. Indexes.Select(index => new DropIndex(index.Name)),
        .. Table.WithoutRowId == other.Table.WithoutRowId ? Array.Empty<Operation>() : [new AlterObject(Table, other.Table)],
        .. Table.Columns.Zip(other.Table.Columns).Where(pair => pair.First != pair.Second).Select(pair => Alter(pair.First, pair.Second)).OrderBy(_ => _random.Next()),
        .. Table.Constraints.Select(constraint => new DropConstraint(TableName, constraint.Name)),
        .. other.Table.Constraints.Select(constraint => new AddConstraint(TableName, constraint)),
        .. other.Indexes.Select(index => new CreateIndex(index)),
    ];

    private static AlterColumn Alter(Column from, Column to) => new(TableName, to.Name, new ColumnChange
    {
        Type = to.Type,
        Collation = to.Collation,
        Nullable = to.Nullable == from.Nullable ? null : to.Nullable,
        Default = to.Default == from.Default ? null : to.Default ?? ColumnDefault.None,
        Identity = from.Identity is null ? to.Identity : null,
        DropIdentity = to.Identity is null && from.Identity is not null,
        Generated = to.Generated == from.Generated ? null : to.Generated,
        DropGenerated = to.Generated is null && from.Generated is not null,
    })
    {
        Former = new ColumnChange { Type = from.Type, Collation = from.Collation },
    };

    private Column DrawColumn(string name, ImmutableArray<string> key, bool isNumbered, bool isGenerated)
    {
        var column = new Column(name, isNumbered && key.Contains(name) ? Types.Int() : Pick(ColumnTypes)) { Nullable = Maybe() };
        column = column.Type.Kind is ColumnTypeKind.Text && Maybe() ? column with { Collation = Pick<ObjectName>(["NOCASE", "RTRIM"]) } : column;
        return isNumbered && key.Contains(name) ? column with { Identity = new Identity(), Nullable = false }
            : isGenerated ? column with { Nullable = true, Generated = new GeneratedExpression($"abs({NormalForm.Name(ColumnNames[0])}) + 1", Maybe()) }
            : Maybe() ? column with { Default = ColumnDefault.OfSql(Pick(Defaults)) }
            : column;
    }

    private IEnumerable<Constraint> DrawConstraints(ImmutableArray<string> key, Column column)
    {
        if (!key.IsEmpty)
        {
            yield return new PrimaryKey(Pick(["pk", "pk_The t"]), key);
        }

        var named = column.Name;
        if (Maybe())
        {
            yield return new UniqueConstraint("uq \"1", [named]);
        }

        if (Maybe())
        {
            yield return new CheckConstraint("ck", $"{NormalForm.Name(named)} > 0 AND 'a  b' <> ''");
        }

        // SQLite does not find the rowid 1 for 1.0.
        if (column.Type.Kind != ColumnTypeKind.Double && Maybe())
        {
            yield return new ForeignKey("fk", [named], "parent", ["id"]) { OnDelete = Pick(Enum.GetValues<ReferentialAction>()), OnUpdate = Pick(Enum.GetValues<ReferentialAction>()), Deferral = Pick(Enum.GetValues<Deferral>()) };
        }
    }

    private TableIndex DrawIndex(string name, string column) =>
        new(name, TableName, [Maybe() ? column : IndexKey.OfSql($"abs({NormalForm.Name(column)})").Descending(), ((IndexKey)ColumnNames[0]).Descending()])
        {
            Unique = Maybe(),
            Where = Maybe() ? $"{NormalForm.Name(column)} IS NOT NULL" : null,
        };

    // What a read tells in its own way: the type of a lone key, and NULLs that cannot be.
    private static Table Normal(Table table)
    {
        var key = table.Constraints.OfType<PrimaryKey>().SingleOrDefault()?.Columns ?? [];
        return table with
        {
            Columns =
            [
                .. table.Columns.Select(column =>
                {
                    var isKey = key is [var only] && only == column.Name;
                    var declared = SqliteTypeName.Of(column.Type, strict: false);
                    return column with
                    {
                        Type = SqliteTypeName.Read(declared, isKey),
                        Nullable = column.Nullable && !(isKey && declared == "INTEGER") && !(table.WithoutRowId && key.Contains(column.Name)),
                    };
                }),
            ],
        };
    }

    private bool Maybe() => _random.Next(2) == 0;

    private T Pick<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];
}
