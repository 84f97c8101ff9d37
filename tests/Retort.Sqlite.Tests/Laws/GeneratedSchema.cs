using Retort.Testing;

namespace Retort.Sqlite.Tests.Laws;

/// <summary>A schema of SQLite as SQL, built from genes. Names are the same in every schema, so that two of them have much in common.</summary>
internal sealed class GeneratedSchema
{
    /// <summary>How many genes a schema has.</summary>
    public const int Length = Globals + (TableCount * GeneratedTable.Length);

    private const int Globals = 10;
    private const int TableCount = 3;

    private readonly Genes _genes;

    public GeneratedSchema(Genes genes)
    {
        _genes = genes;
        Tables = [.. Enumerable.Range(0, TableCount).Select(number => new GeneratedTable(this, number, genes.Part(Globals + (number * GeneratedTable.Length), GeneratedTable.Length)))];
    }

    /// <summary>The tables, there or not.</summary>
    public IReadOnlyList<GeneratedTable> Tables { get; }

    public IEnumerable<string> Statements() =>
    [
        .. Tables.Where(table => table.IsPresent).SelectMany(table => table.Statements()),
        .. Views(),
        .. Pick(
            _genes[3, 5],
            $"CREATE TRIGGER touched AFTER DELETE ON {Tables[0].Name} BEGIN DELETE FROM {Tables[0].Name} WHERE a = old.id; END",
            $"CREATE TRIGGER touched BEFORE UPDATE OF a ON {Tables[0].Name} WHEN new.a > 5 BEGIN SELECT 1; END",
            $"CREATE TRIGGER touched AFTER INSERT ON {Tables[0].Name} FOR EACH ROW BEGIN UPDATE {Tables[0].Name} SET a = id WHERE id = new.id; SELECT ';'; END"),
    ];

    /// <summary>The text of a choice, counted from 1; 0 and what lies beyond the last have none.</summary>
    public static IEnumerable<string> Pick(int choice, params IEnumerable<string> texts) => choice == 0 ? [] : texts.Skip(choice - 1).Take(1).Where(text => text.Length > 0);

    private IEnumerable<string> Views()
    {
        var first = Tables[0].Name;
        var view = Pick(
            _genes[0, 6],
            $"CREATE VIEW v AS SELECT id, a FROM {first}",
            $"CREATE VIEW v (n, m) AS SELECT a, id FROM {first} WHERE id > 3 -- all",
            $"CREATE VIEW v AS SELECT * FROM {first}",
            $"CREATE VIEW v AS WITH s AS (SELECT a FROM {first}) SELECT a FROM s");
        return view.Any()
            ?
            [
                .. view,
                .. Pick(_genes[1, 4], "CREATE VIEW w AS SELECT count(*) AS n FROM v", "CREATE VIEW w AS SELECT * FROM v"),
                .. Pick(_genes[2, 3], "CREATE TRIGGER instead INSTEAD OF INSERT ON v BEGIN SELECT 1; END"),
            ]
            : [];
    }
}
