using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Retort.Dialects;
using Retort.Operations;
using Retort.RevisionFiles;
using Retort.Schema;
using Retort.Testing;
using static Retort.Scripting.Tests.WrittenRevision;

namespace Retort.Scripting.Tests;

/// <summary>The law of revision files: what is written and read again does what the operations did.</summary>
public sealed class RevisionBodyTests
{
    private static readonly MigrationBuilder T = new(new MigrationContext { Engine = "postgresql" });

    private static readonly string[] HardTexts =
    [
        "it's", "a \"quoted\" name", "\"", "\"\"\"", "\"\"\" in \"\"\"\" more", "back\\slash", "{brace} {{id}} {0}", "two\nlines", "\n", "ends\n", "trailing \nblanks", "tab\tand\u0001", "carriage\r\nreturn", "Größe",
        "Ключ 钥匙 🔑", "line\u2028separator", "-- comment", "/* comment */", "// comment", "$$ $tag$ ?", "#if X", "@x", "\\u0041", "", "   indented\n     text\n\n  again",
    ];

    [Theory]
    [InlineData("postgresql", RevisionLanguage.CSharp)]
    [InlineData("postgresql", RevisionLanguage.Sql)]
    [InlineData("sqlite", RevisionLanguage.CSharp)]
    public async Task Every_operation_comes_back_from_a_file(string engine, RevisionLanguage language)
    {
        var samples = OperationSamples.Of(engine).Where(sample => sample.Operation is not RunCode).ToList();

        await RequireSameAsync(Dialect(engine), language, [.. samples.Select(sample => ImmutableArray.Create(sample.Operation))]);
    }

    [Fact]
    public async Task Every_operation_of_SQLite_that_has_SQL_of_its_own_comes_back_from_a_SQL_file()
    {
        var dialect = Dialect("sqlite");
        var written = OperationSamples.Of("sqlite").Where(sample => dialect.Write([sample.Operation], null).All(statement => statement is Planning.SqlStatement)).ToList();

        Assert.True(written.Count > 20);
        await RequireSameAsync(dialect, RevisionLanguage.Sql, [.. written.Select(sample => ImmutableArray.Create(sample.Operation))]);
    }

    // Many tables at a time: what costs is to start the compiler.
    [Theory]
    [InlineData("postgresql")]
    [InlineData("sqlite")]
    public void Any_table_comes_back_from_a_file(string engine) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(4), Prop.ForAll(Gen.Choose(0, int.MaxValue).ArrayOf(25).ToArbitrary(), seeds =>
        {
            ImmutableArray<Operation>[] tables = [.. seeds.Select(seed => new RandomTables(seed, engine).Operations)];

            RequireSameAsync(Dialect(engine), RevisionLanguage.CSharp, tables).GetAwaiter().GetResult();
            RequireSameAsync(Dialect(engine), RevisionLanguage.Sql, tables).GetAwaiter().GetResult();
        }));

    [Theory]
    [InlineData(RevisionLanguage.CSharp)]
    [InlineData(RevisionLanguage.Sql)]
    public async Task Names_and_texts_of_any_kind_come_back(RevisionLanguage language)
    {
        var names = HardTexts.Where(text => text.Length > 0).ToList();
        var lists = names.Select(name => ImmutableArray.Create<Operation>(
            new CreateTable(new Table((name, name), [new Column(name, T.Enum((name, name))) { Nullable = false, Comment = name, Collation = name }], [new UniqueConstraint(name, [name]) { Comment = name }]))
            {
                Indexes = [new TableIndex(name, (name, name), [name])],
            },
            new AddConstraint(name, new CheckConstraint(name, $"'{name.Replace("'", "''", StringComparison.Ordinal)}' <> ''")),
            new InsertData(name, [name], [[name]]),
            new RenameColumn(name, name, name),
            new CreateView(name, $"SELECT '{name.Replace("'", "''", StringComparison.Ordinal)}'\nFROM t")));

        await RequireSameAsync(Dialect("postgresql"), language, [.. lists]);
    }

    [Fact]
    public async Task Values_of_any_type_come_back()
    {
        object?[] values =
        [
            null, true, 'c', (sbyte)-1, (short)7, 5_000_000_000L, int.MinValue, long.MinValue, uint.MaxValue, ulong.MaxValue, 1.50m, -0.1m, 1.0, -0.0, 1e300, double.NaN, double.PositiveInfinity, 1.5f, float.NaN, Guid.Empty,
            new byte[] { 0, 255 }, new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), new DateOnly(2026, 1, 2), TimeSpan.FromHours(1), new[] { "a", "b\"" }, new SqlExpression("now() -- now"),
        ];
        Operation[] operations =
        [
            new InsertData("t", ["a", "b"], [.. values.Select(value => ImmutableArray.Create(value, 1))]),
            .. values.Select(value => new UpdateData("t", [("a", value)], [("b", value)])),
            .. values.OfType<object>().Select(value => new AlterColumn("t", "c", new ColumnChange { Default = ColumnDefault.OfValue(value) })),
        ];

        await RequireSameAsync(Dialect("postgresql"), RevisionLanguage.CSharp, [[.. operations]]);
    }

    [Fact]
    public async Task A_statement_that_is_to_be_committed_alone_stays_so_in_SQL()
    {
        using var versions = new Versions();
        AnnotatedOperation group = new(new OutsideTransaction([new DropTable("a"), new DropTable("b")]));
        AnnotatedOperation found = new(new OutsideTransaction([new DropIndex("i") { Concurrently = true }]));

        await RevisionWriter.WriteAsync(New(versions, "a", Dialect("postgresql"), RevisionLanguage.Sql, [group]));
        await RevisionWriter.WriteAsync(New(versions, "b", Dialect("postgresql"), RevisionLanguage.Sql, [found]));

        Assert.Equal([false, true], (await versions.Source().ReadAsync()).OrderBy(revision => revision.Id).Select(revision => revision.Transactional));
    }

    private static async Task RequireSameAsync(IDialect dialect, RevisionLanguage language, IReadOnlyList<ImmutableArray<Operation>> lists)
    {
        var read = await RoundTripAsync(dialect, language, lists);

        Assert.All(lists.Zip(read), pair => Assert.Equal(
            language == RevisionLanguage.CSharp ? StatementsOf(dialect, Normal(dialect, pair.First)) : WithoutGroups(StatementsOf(dialect, pair.First)),
            language == RevisionLanguage.CSharp ? StatementsOf(dialect, Normal(dialect, pair.Second)) : WithoutGroups(StatementsOf(dialect, pair.Second))));
    }

    // A SQL file says of the whole revision what C# says of a group.
    private static ImmutableArray<string> WithoutGroups(ImmutableArray<string> statements) =>
        [.. statements.Select(statement => statement.Replace("committed: ", "", StringComparison.Ordinal))];
}
