using System.Collections.Immutable;
using System.Reflection;
using Retort.Schema;
using Retort.Testing;

namespace Retort.Tests.Schema;

public sealed class SchemaFingerprintTests
{
    private static readonly MigrationBuilder T = new(new MigrationContext { Engine = "postgresql" });

    public static TheoryData<int> Samples() => [.. Enumerable.Range(0, SchemaSamples.All.Length)];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Each_property_of_each_object_counts(int sample)
    {
        var item = SchemaSamples.All[sample];
        var seen = new HashSet<SchemaFingerprint> { Of(item) };

        var same = Variation.Of(item)
            .Where(variation => !seen.Add(Of((SchemaObject)variation.Value)))
            .Select(variation => string.Join(" > ", variation.Path.Select(Name)));

        Assert.DoesNotContain(same, path => !IsLeftOut(path));
    }

    private static bool IsLeftOut(string path) =>
        path == "Table.OriginalText"
        || path.EndsWith("Column.IsInherited", StringComparison.Ordinal)
        || path.Contains("Partition.Constraints", StringComparison.Ordinal)
        || path.Contains("Partition.Indexes", StringComparison.Ordinal);

    [Fact]
    public void The_samples_set_every_property_of_the_model()
    {
        var varied = SchemaSamples.All.SelectMany(Variation.Of).SelectMany(variation => variation.Path).Select(Name).ToHashSet();
        var model = typeof(SchemaObject).Assembly.GetExportedTypes()
            .Where(type => type.Namespace == typeof(SchemaObject).Namespace && type.GetMethod("<Clone>$") is not null && type != typeof(UnmanagedObject) && type != typeof(SchemaScope))
            .SelectMany(Variation.PropertiesOf);

        Assert.Empty(model.Select(Name).Except(varied));
    }

    [Fact]
    public void The_samples_have_every_kind_of_object_and_constraint()
    {
        var sampled = SchemaSamples.All.OfType<object>().Concat(SchemaSamples.All.OfType<Table>().SelectMany(table => table.Constraints)).Select(item => item.GetType());
        var closed = typeof(SchemaObject).Assembly.GetTypes().Where(type => !type.IsAbstract && (type.IsSubclassOf(typeof(SchemaObject)) || type.IsSubclassOf(typeof(Constraint))));

        Assert.Empty(closed.Except(sampled));
    }

    [Fact]
    public void The_order_of_creation_does_not_count()
    {
        var reversed = SchemaSamples.All.Reverse().Select(item => item is Table table
            ? table with { Columns = [.. table.Columns.Reverse()], Constraints = [.. table.Constraints.Reverse()] }
            : item);

        Assert.Equal(Of([.. SchemaSamples.All]), Of([.. reversed]));
    }

    [Theory]
    [MemberData(nameof(Ordered))]
    public void An_order_that_means_something_counts(SchemaObject one, SchemaObject other) => Assert.NotEqual(Of(one), Of(other));

    public static TheoryData<SchemaObject, SchemaObject> Ordered()
    {
        var (a, b) = (new Column("a", T.Int()), new Column("b", T.Int()));
        return new()
        {
            { new EnumType("mood", ["a", "b"]), new EnumType("mood", ["b", "a"]) },
            { new CompositeType("pair", [a, b]), new CompositeType("pair", [b, a]) },
            { new View("v", "SELECT") { Columns = [a, b] }, new View("v", "SELECT") { Columns = [b, a] } },
            { new TableIndex("ix", "t", ["a", "b"]), new TableIndex("ix", "t", ["b", "a"]) },
            { new Table("t", [], [new PrimaryKey("pk", ["a", "b"])]), new Table("t", [], [new PrimaryKey("pk", ["b", "a"])]) },
        };
    }

    [Theory]
    [MemberData(nameof(Alike))]
    public void What_is_written_alike_is_told_apart(SchemaObject one, SchemaObject other) => Assert.NotEqual(Of(one), Of(other));

    public static TheoryData<SchemaObject, SchemaObject> Alike() => new()
    {
        { new Sequence("a.b"), new Sequence(("a", "b")) },
        { new Sequence("\"a.b\""), new Sequence("a.b") },
        { new Sequence(("a.b", "c")), new Sequence(("a", "b.c")) },
        { new Table("t", [new Column("c", T.Text())], []), new Table("t", [new Column("c", T.Type("text"))], []) },
        { new Table("t", [new Column("c", T.Enum("a.b"))], []), new Table("t", [new Column("c", T.Enum(("a", "b")))], []) },
        { new Table("t", [new Column("c", T.Decimal(2))], []), new Table("t", [new Column("c", T.Decimal(null, 2))], []) },
        { new Table("t", [new Column("c", T.Text()) { Default = ColumnDefault.OfSql("1") }], []), new Table("t", [new Column("c", T.Text()) { Default = ColumnDefault.OfValue("1") }], []) },
        { new Sequence("s"), new Sequence("s") { Cycle = false } },
        { new TableIndex("i", "t", ["a"]), new TableIndex("i", "t", [IndexKey.OfSql("a")]) },
        { new Table("t", [], [new PrimaryKey("k", ["a"])]), new Table("t", [], [new UniqueConstraint("k", ["a"])]) },
    };

    [Fact]
    public void What_is_not_managed_and_what_depends_on_what_do_not_count()
    {
        ObjectId mood = new(ObjectKind.Enum, ("audit", "mood"));
        var schema = new DatabaseSchema(SchemaSamples.All, [new Dependency(SchemaSamples.All[^1].Id, mood)], [new UnmanagedObject("foreign table", "away")]);

        Assert.Equal(Of([.. SchemaSamples.All]), SchemaFingerprint.Of(schema));
    }

    [Fact]
    public void A_fingerprint_is_read_back_from_its_text()
    {
        var fingerprint = Of([.. SchemaSamples.All]);

        Assert.Equal(64, fingerprint.Hex.Length);
        Assert.Equal(fingerprint, SchemaFingerprint.Parse(fingerprint.ToString().ToUpperInvariant()));
        Assert.False(SchemaFingerprint.TryParse(fingerprint.Hex[1..], out _));
        Assert.False(SchemaFingerprint.TryParse($"{fingerprint.Hex[1..]}g", out _));
        Assert.False(SchemaFingerprint.TryParse(null, out _));
        Assert.Throws<FormatException>(() => SchemaFingerprint.Parse("sha256"));
    }

    private static SchemaFingerprint Of(params ImmutableArray<SchemaObject> objects) => SchemaFingerprint.Of(new DatabaseSchema(objects, [], []));

    private static string Name(PropertyInfo property) => $"{property.DeclaringType!.Name}.{property.Name}";
}
