// Times the comparison of two schemas of 10,000 tables of six columns, a key, a foreign key and an index each, nothing of it shared
// between the two: first equal ones, then with a column added to one table in a hundred. Prints lines of a Markdown table: the first
// comparison of the process, and the median of those after it.
using System.Diagnostics;
using System.Globalization;
using Retort;
using Retort.Comparison;
using Retort.PostgreSql;
using Retort.Schema;

const int Count = 10_000;
const int Rounds = 9;
var types = new MigrationBuilder(new MigrationContext { Engine = "postgresql" });
var before = Schema(changeEvery: int.MaxValue);
return Print("equal", Schema(changeEvery: int.MaxValue), 0) & Print("a column added to one table in a hundred", Schema(changeEvery: 100), Count / 100) ? 0 : 1;

bool Print(string question, DatabaseSchema after, int expected)
{
    var times = new double[Rounds + 1];
    var found = 0;
    for (var round = 0; round <= Rounds; round++)
    {
        var clock = Stopwatch.StartNew();
        found = SchemaComparer.Compare(before, after, PostgreSqlDialect.Instance).Operations.Length;
        times[round] = clock.Elapsed.TotalMilliseconds;
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {question} | {times[0]:0} ms | {times[1..].Order().ElementAt(Rounds / 2):0} ms |"));
    return found == expected;
}

DatabaseSchema Schema(int changeEvery)
{
    var (objects, needs) = (new List<SchemaObject>(), new List<Dependency>());
    for (var i = 1; i <= Count; i++)
    {
        var (name, parent) = (Name(i), Name(Math.Max((i + 8) / 10, 1)));
        Column[] columns =
        [
            new("id", types.BigInt()) { Nullable = false },
            new("name", types.Text()) { Nullable = false },
            new("email", types.String(200)),
            new("parent", types.BigInt()),
            new("created_at", types.DateTimeOffset()) { Nullable = false, Default = ColumnDefault.OfSql("now()") },
            new("total", types.Decimal(12, 2)) { Default = ColumnDefault.OfSql("0") },
        ];
        var index = new TableIndex($"ix_{name}_name", name, ["name"]);
        objects.Add(new Table(
            name,
            i % changeEvery == 0 ? [.. columns, new Column("note", types.Text())] : [.. columns],
            [new PrimaryKey($"{name}_pkey", ["id"]), new ForeignKey($"{name}_parent_fkey", ["parent"], parent, ["id"])]));
        objects.Add(index);
        needs.Add(new(index.Id, new(ObjectKind.Column, name, "name")));
        needs.Add(new(new(ObjectKind.Constraint, name, $"{name}_pkey"), new(ObjectKind.Column, name, "id")));
        needs.Add(new(new(ObjectKind.Constraint, name, $"{name}_parent_fkey"), new(ObjectKind.Column, name, "parent")));
        needs.Add(new(new(ObjectKind.Constraint, name, $"{name}_parent_fkey"), new(ObjectKind.Constraint, parent, $"{parent}_pkey")));
    }

    return new DatabaseSchema(objects, needs, []);
}

static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"t{i:00000}");
