using System.Globalization;
using Retort.Schema;

namespace Retort.Benchmarks;

/// <summary>Schemas of tables of six columns, a key, a foreign key and an index each. Two of them share nothing.</summary>
internal static class SampleSchema
{
    /// <summary>A schema.</summary>
    /// <param name="count">The number of tables.</param>
    /// <param name="changeEvery">Which tables have one more column.</param>
    public static DatabaseSchema Of(int count, int changeEvery = int.MaxValue)
    {
        var types = new MigrationBuilder(new MigrationContext { Engine = "postgresql" });
        var (objects, needs) = (new List<SchemaObject>(), new List<Dependency>());
        for (var i = 1; i <= count; i++)
        {
            var (name, parent) = (Name(i), Name(Math.Max((i + 8) / 10, 1)));
            Column[] columns =
            [
                new("id", types.BigInt()) { Nullable = false },
                new("name", types.Text()) { Nullable = false },
                new("email", types.String(200)),
                new("parent", types.BigInt()),
                new("created_at", types.DateTimeOffset()) { Nullable = false, Default = ColumnDefault.OfSql("CURRENT_TIMESTAMP") },
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

    /// <summary>The name of a table, a new text each time.</summary>
    public static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"t{i:00000}");
}
