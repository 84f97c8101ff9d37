using Retort.Testing;
using static Retort.PostgreSql.Tests.Laws.GeneratedSchema;

namespace Retort.PostgreSql.Tests.Laws;

/// <summary>A column of a generated table.</summary>
internal sealed class GeneratedColumn(GeneratedSchema schema, int number, Genes genes)
{
    /// <summary>How many of them a table can have.</summary>
    public const int Count = 5;

    /// <summary>How many genes a column has.</summary>
    public const int Length = 4;

    /// <summary>The name, as it stands in SQL.</summary>
    public string Name => number == 4 ? "\"Order \"\"by\"\"\"" : $"c{number}";

    public bool IsPresent => Type.Length > 0;

    public bool IsGenerated => Type.Contains("GENERATED", StringComparison.Ordinal);

    /// <summary>Whether a B-tree knows how to order it.</summary>
    public bool CanBeIndexed => Type is not ("json" or "xml" or "point");

    public string Definition => $"{Name} {Type}{Collation}{Default}{(genes[2, 3] == 2 && !IsComposite ? " NOT NULL" : "")}";

    private string Type => genes[0, 30] switch
    {
        1 => "text",
        2 => "varchar(10)",
        3 => "varchar(20)",
        4 => "numeric(10,2)",
        5 => "boolean",
        6 => "timestamptz",
        7 => "jsonb",
        8 => schema.HasEnum ? "mood" : "text",
        9 => schema.HasDomain ? $"{schema.Elsewhere}amount" : "integer",
        10 => "integer[]",
        11 => "uuid",
        12 => "integer GENERATED ALWAYS AS (a * 2) STORED",
        13 => "integer GENERATED ALWAYS AS (a * 3) STORED",
        14 => schema.HasEnum ? "mood[]" : "text[]",
        15 => schema.HasComposite ? "place" : "bytea",
        16 => schema.HasRange ? $"{schema.Elsewhere}span" : "int4range",
        17 => "bigint",
        18 => "double precision",
        19 => "date",
        20 => "interval",
        21 => "json",
        22 => "char(5)",
        23 => schema.HasFunction ? "bigint GENERATED ALWAYS AS (twice(a)) STORED" : "smallint",
        24 => "inet",
        _ => "",
    };

    private bool IsComposite => Type == "place";

    private bool IsText => Type is "text" or "varchar(10)" or "varchar(20)" or "char(5)";

    private string Collation => !IsText ? "" : Choose(genes[3, 4], "", " COLLATE \"C\"", schema.HasCollation ? " COLLATE plain" : "", "");

    private string Default => genes[1, 3] == 0 || IsGenerated ? "" : " DEFAULT " + Type switch
    {
        "text" or "varchar(10)" or "varchar(20)" or "char(5)" => Choose(genes[1, 3], "", "'it''s'", "lower('X')"),
        "numeric(10,2)" or "double precision" => "1.5",
        "boolean" => "true",
        "timestamptz" => "now()",
        "jsonb" or "json" => "'{\"a\": [1]}'",
        "mood" => "'ok'",
        "mood[]" => "'{ok}'",
        "integer" or "bigint" or "other.amount" or "amount" => schema.HasFunction && genes[1, 3] == 2 ? "twice(3)" : "42",
        "smallint" => "-1",
        "uuid" => "gen_random_uuid()",
        "date" => "CURRENT_DATE",
        "interval" => "'1 day'",
        "inet" => "'10.0.0.1'",
        "bytea" => "'\\x00ff'",
        "place" => "NULL",
        "other.span" or "span" or "int4range" => "'[1,5)'",
        _ => "'{}'",
    };

    /// <summary>What is said of the column after its table was made.</summary>
    public IEnumerable<string> Settings(string table) => Pick(
        genes[3, 12],
        [
            $"COMMENT ON COLUMN {table}.{Name} IS 'told'",
            $"ALTER TABLE {table} ALTER COLUMN {Name} SET STATISTICS 200",
            $"ALTER TABLE {table} ALTER COLUMN {Name} SET (n_distinct=5)",
            $"GRANT SELECT ({Name}) ON {table} TO PUBLIC",
            IsText ? $"ALTER TABLE {table} ALTER COLUMN {Name} SET STORAGE EXTERNAL" : "",
            IsText ? $"ALTER TABLE {table} ALTER COLUMN {Name} SET COMPRESSION pglz" : "",
        ]);
}
