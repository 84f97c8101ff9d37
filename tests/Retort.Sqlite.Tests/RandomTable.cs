using Retort.Operations;
using Retort.Schema;
using static Retort.Sqlite.SqliteIdentifier;

namespace Retort.Sqlite.Tests;

/// <summary>A table drawn at random, with rows, indexes, a trigger and a table that refers to it, and changes for it.</summary>
internal sealed class RandomTable
{
    private static readonly MigrationBuilder Types = new(new MigrationContext { Engine = "sqlite" });
    private static readonly string[] Names = ["plain", "Order", "with space", "a\"b", "c(d", "e,f", "[g]", "check", "-- h", "名前", "x'y"];
    private static readonly string[] TypeNames = ["", " INT", " DECIMAL(10, 2)", " VARYING CHARACTER(255)", " TEXT", " BLOB /* , */", " \"odd type\"", " REAL"];
    private static readonly string[] Values = ["NULL", "0", "-7", "1.5", "'text'", "'it''s'", "x'00ff'", "9223372036854775807", "1e300", "'007'", "''"];

    private readonly Random _random;

    public RandomTable(int seed)
    {
        _random = new Random(seed);
        var key = Pick(["id INTEGER PRIMARY KEY AUTOINCREMENT", "id INTEGER CONSTRAINT pk PRIMARY KEY", "id INT NOT NULL, PRIMARY KEY (id)", "id UNIQUE"]);
        Columns = [.. Names.OrderBy(_ => _random.Next()).Take(_random.Next(2, 7)).Select(name => (name, $"{Quote(name)}{Pick(TypeNames)}{Clauses(name)}"))];
        var (option, keyItems) = key.Contains("INT NOT NULL", StringComparison.Ordinal) && Maybe() ? (" WITHOUT ROWID", key) : ("", key);
        var items = keyItems.Split(", ", 2) is [var column, var constraint] ? [column, .. Columns.Select(c => c.Text), constraint] : (string[])[keyItems, .. Columns.Select(c => c.Text)];
        var rows = Enumerable.Range(1, _random.Next(30)).Select(id => $"INSERT INTO \"The t\" (id, {QuoteAll(Columns.Select(c => c.Name))}) VALUES ({id * 3}, {string.Join(", ", Columns.Select(_ => Pick(Values)))})").ToList();
        Statements =
        [
            $"CREATE TABLE \"The t\" (\n    {string.Join(Pick([", ", ",\n    ", ", -- next, (\n    ", " /* ) */ ,"]), items)}{Pick(["", "\n", " -- end\n"])}){option}",
            "CREATE TABLE child (t_id INT REFERENCES \"The t\" (id) ON DELETE CASCADE)",
            .. rows,
            "INSERT INTO child SELECT id FROM \"The t\"",
            "DELETE FROM \"The t\" WHERE id > 60",
            .. Columns.Where(_ => Maybe()).Select((c, i) => $"CREATE INDEX \"i {i}\" ON \"The t\" ({Quote(c.Name)}{Pick(["", " DESC", " COLLATE NOCASE"])}){Pick(["", " WHERE id > 5"])}"),
            "CREATE INDEX on_key ON \"The t\" (abs(id))",
            "CREATE TRIGGER \"the trigger\" AFTER DELETE ON \"The t\" BEGIN DELETE FROM child WHERE t_id = old.id; END",
            "CREATE VIEW v AS SELECT count(*) AS n FROM \"The t\"",
        ];
        Changes = [.. Enumerable.Range(0, _random.Next(1, 5)).Select(i => Change(i)).DistinctBy(change => change is DropColumn or AlterColumn ? Touched(change) : change.Describe())];
    }

    /// <summary>The statements that make it.</summary>
    public IReadOnlyList<string> Statements { get; }

    /// <summary>Its columns but the key, with their texts.</summary>
    public IReadOnlyList<(string Name, string Text)> Columns { get; }

    /// <summary>What shall be changed.</summary>
    public IReadOnlyList<Operation> Changes { get; }

    /// <summary>The columns that no change is about.</summary>
    public IEnumerable<(string Name, string Text)> Untouched => Columns.Where(column => Changes.All(change => Touched(change) != column.Name));

    /// <summary>The columns that stay.</summary>
    public IEnumerable<string> Dropped => Changes.OfType<DropColumn>().Select(change => change.Column);

    private static string? Touched(Operation change) => change switch
    {
        AlterColumn op => op.Column,
        DropColumn op => op.Column,
        _ => null,
    };

    private Operation Change(int number)
    {
        var column = Columns[_random.Next(Columns.Count)].Name;
        return _random.Next(6) switch
        {
            0 => new AlterColumn("the T", column, new ColumnChange { Type = Types.Text(), Nullable = true }),
            1 => new AlterColumn("The t", column, new ColumnChange { Default = ColumnDefault.OfSql("1 + 1") }),
            2 => new AlterColumn("The t", column, new ColumnChange { Collation = "RTRIM", Default = ColumnDefault.None }),
            3 => new DropColumn("The t", column),
            4 => new AddColumn("The t", new Column($"added {number}", Types.Int()) { Nullable = false, Default = ColumnDefault.OfSql("2 * 3") }),
            _ => new AddConstraint("The t", new CheckConstraint($"ck {number}", "id > 0")),
        };
    }

    private string Clauses(string name)
    {
        string[] all = [" DEFAULT 'x, )'", " DEFAULT (abs(-1))", " COLLATE NOCASE", $" CHECK ({Quote(name)} IS NOT 'never')", $" CONSTRAINT {Quote("k" + name)} CHECK (1)", " NULL", " /* why, ( */"];
        return string.Concat(all.Where(clause => _random.Next(4) == 0));
    }

    private bool Maybe() => _random.Next(2) == 0;

    private string Pick(string[] choices) => choices[_random.Next(choices.Length)];
}
