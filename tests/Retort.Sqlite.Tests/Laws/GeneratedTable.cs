using Retort.Testing;
using static Retort.Sqlite.Tests.Laws.GeneratedSchema;

namespace Retort.Sqlite.Tests.Laws;

/// <summary>A table of a generated schema with its indexes. It always has the columns <c>id</c>, its key, and <c>a</c>.</summary>
internal sealed class GeneratedTable(GeneratedSchema schema, int number, Genes genes)
{
    /// <summary>How many genes a table has.</summary>
    public const int Length = OwnGenes + (ColumnCount * GenesPerColumn);

    private const int OwnGenes = 12;
    private const int ColumnCount = 5;
    private const int GenesPerColumn = 4;

    private static readonly string[] Names = ["plain", "\"Order\"", "[with space]", "\"a\"\"b\"", "`c(d`"];
    private static readonly string[] Types = ["TEXT", "INTEGER", "REAL", "BLOB", "VARCHAR(10)", "VARCHAR(20)", "DECIMAL(10, 2)", "BOOLEAN", "DATETIME", "\"ODD TYPE\"", "INT", ""];

    /// <summary>The name, as it stands in SQL.</summary>
    public string Name => number == 2 ? "\"T; 2\"" : $"t{number}";

    public bool IsPresent => number == 0 || genes[0, 5] > 0;

    private IEnumerable<int> Columns => Enumerable.Range(0, ColumnCount).Where(column => OfColumn(column, 0, 3) > 0);

    private string AnyColumn => Columns.Select(column => Names[column]).FirstOrDefault("a");

    public IEnumerable<string> Statements() =>
    [
        Create(),
        .. Pick(
            genes[8, 8],
            $"CREATE INDEX \"ix {number}\" ON {Name} (a DESC)",
            $"CREATE INDEX \"ix {number}\" ON {Name} (a, {AnyColumn}) WHERE id > 5",
            $"CREATE INDEX \"ix {number}\" ON {Name} (a + 1)",
            $"CREATE INDEX \"ix {number}\" ON {Name} ({AnyColumn} COLLATE NOCASE)",
            $"CREATE UNIQUE INDEX \"ix {number}\" ON {Name} (id, a) /* both */",
            $"CREATE INDEX \"ix {number}\" ON {Name} (abs(id)) WHERE {AnyColumn} IS NOT NULL"),
        .. Pick(genes[9, 5], $"CREATE INDEX more{number} ON {Name} (id, a)", $"CREATE INDEX still_more{number} ON {Name} (id, a)"),
    ];

    private int OfColumn(int column, int place, int choices) => genes[OwnGenes + (column * GenesPerColumn) + place, choices];

    private string Create()
    {
        var (key, keyConstraint) = genes[2, 6] switch
        {
            1 when !IsWithoutRowId => ("id INTEGER PRIMARY KEY AUTOINCREMENT", ""),
            2 => ("id INTEGER CONSTRAINT main PRIMARY KEY", ""),
            3 => ("id INT NOT NULL", "PRIMARY KEY (id)"),
            4 => ("id INTEGER NOT NULL", "CONSTRAINT \"the key\" PRIMARY KEY (id DESC)"),
            _ => ("id INTEGER PRIMARY KEY", ""),
        };
        string[] parts =
        [
            key,
            $"a INTEGER{string.Concat(Pick(genes[3, 4], " NOT NULL DEFAULT 7", " DEFAULT (1 + 1)", " CHECK (a < 5000)"))}",
            .. Columns.Select(Column),
            keyConstraint,
            .. Pick(genes[4, 5], "CHECK (id > 0)", "CONSTRAINT ids CHECK (id > 1)", "CONSTRAINT ids CHECK (id > 1 AND id < 1000 /* few */)", "CONSTRAINT others CHECK (id > 1)"),
            .. Pick(genes[5, 5], "UNIQUE (id, a)", "CONSTRAINT pair UNIQUE (a, id)", "CONSTRAINT pair UNIQUE (a, id) ON CONFLICT IGNORE", "CONSTRAINT \"other pair\" UNIQUE (a, id)"),
            .. ForeignKey(6),
            .. ForeignKey(10),
        ];
        return $"CREATE TABLE {Name} ({string.Join(", ", parts.Where(part => part.Length > 0))}){(IsWithoutRowId ? " WITHOUT ROWID" : "")}";
    }

    private bool IsWithoutRowId => genes[1, 5] == 4;

    private IEnumerable<string> ForeignKey(int place)
    {
        var other = schema.Tables[genes[place, 3]];
        return !other.IsPresent ? [] : Pick(
            genes[place + 1, 8],
            $"FOREIGN KEY (a) REFERENCES {other.Name}",
            $"CONSTRAINT to_other{place} FOREIGN KEY (a) REFERENCES {other.Name} (id) ON DELETE CASCADE",
            $"CONSTRAINT to_other{place} FOREIGN KEY (a) REFERENCES {other.Name} (id) ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED",
            $"FOREIGN KEY (id) REFERENCES {other.Name} (id) ON DELETE RESTRICT");
    }

    private string Column(int column)
    {
        var name = Names[column];
        var type = Types[OfColumn(column, 1, Types.Length)];
        if (OfColumn(column, 2, 8) is 6 or 7)
        {
            return $"{name} {type} GENERATED ALWAYS AS (a {(OfColumn(column, 2, 8) == 6 ? "+" : "*")} 2) {(OfColumn(column, 3, 2) == 0 ? "VIRTUAL" : "STORED")}";
        }

        var value = OfColumn(column, 2, 8) switch
        {
            1 => " DEFAULT 1",
            2 => type is "TEXT" or "VARCHAR(10)" or "VARCHAR(20)" ? " DEFAULT 'it''s'" : " DEFAULT (1 + 2)",
            3 => type == "BLOB" ? " DEFAULT x'00ff'" : "",
            4 => " CONSTRAINT small CHECK (1)",
            _ => "",
        };
        var rest = OfColumn(column, 3, 6) switch
        {
            1 => " NOT NULL",
            2 => " COLLATE NOCASE",
            3 => " COLLATE RTRIM",
            4 => " NOT NULL ON CONFLICT IGNORE",
            _ => "",
        };
        return $"{name} {type}{value}{rest}";
    }
}
