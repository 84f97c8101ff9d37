using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Retort.Operations;
using Retort.RevisionFiles;
using Retort.Schema;
using Retort.Testing;
using static Retort.Scripting.Tests.WrittenRevision;

namespace Retort.Scripting.Tests;

/// <summary>How a generated revision looks to the person who reviews it.</summary>
public sealed class RevisionStyleTests : IDisposable
{
    private static readonly MigrationBuilder T = new(new MigrationContext { Engine = "postgresql" });
    private readonly Versions _versions = new();

    public void Dispose() => _versions.Dispose();

    [Theory]
    [InlineData("postgresql", RevisionLanguage.CSharp, "cs")]
    [InlineData("postgresql", RevisionLanguage.Sql, "sql")]
    public async Task A_revision_reads_as_a_person_would_write_it(string engine, RevisionLanguage language, string ending)
    {
        var path = await RevisionWriter.WriteAsync(New(_versions, "8f3d9e2a1c45", Dialect(engine), language, [.. Shop()], [.. ShopBack()]));
        var actual = await File.ReadAllTextAsync(path);

        Assert.Equal(await Approved.TextOrApproveAsync($"tests/approved/revisions/shop.{ending}.txt", actual), actual);
    }

    [Fact]
    public async Task What_is_written_compiles_without_a_warning_and_is_formatted()
    {
        var path = await RevisionWriter.WriteAsync(New(_versions, "a", Dialect("postgresql"), RevisionLanguage.CSharp, [.. Shop(), .. Samples()], [.. ShopBack()]));
        var text = await File.ReadAllTextAsync(path);
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);

        var diagnostics = CSharpCompilation.Create(
            "written",
            [CSharpSyntaxTree.ParseText(text)],
            platform.Select(file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)).GetDiagnostics();

        Assert.Equal([], diagnostics.Where(diagnostic => diagnostic.Severity != DiagnosticSeverity.Hidden).Select(diagnostic => diagnostic.ToString()));
        Assert.DoesNotContain(diagnostics, diagnostic => diagnostic.Id is "CS8019" or "CS0105");
        Assert.All(text.Split('\n'), line => Assert.Equal(line.TrimEnd(), line));
        Assert.All(text.Split('\n'), line => Assert.DoesNotContain('\t', line));
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RevisionLanguage.CSharp, "// ")]
    [InlineData(RevisionLanguage.Sql, "-- ")]
    public async Task What_a_reader_must_know_stands_above_the_operation(RevisionLanguage language, string mark)
    {
        AnnotatedOperation operation = new(new DropColumn("users", "two\nlines"), "Was it renamed?\nThen write RenameColumn.", "upgrade");

        var path = await RevisionWriter.WriteAsync(New(_versions, "a", Dialect("postgresql"), language, [operation]));
        var lines = (await File.ReadAllLinesAsync(path)).Select(line => line.Trim()).ToList();
        var first = lines.IndexOf($"{mark}Loses data: the values of column \"two lines\" of table \"users\".");

        Assert.Equal([$"{mark}Was it renamed?", $"{mark}Then write RenameColumn.", language == RevisionLanguage.Sql ? "-- (upgrade)" : "// upgrade"], lines.Skip(first + 1).Take(3));
        Assert.Single(await _versions.Source().ReadAsync());
    }

    [Theory]
    [InlineData("Index key")]
    [InlineData("Referential action")]
    [InlineData("Sequence")]
    public async Task A_class_is_not_named_as_a_type_that_it_uses(string message)
    {
        ImmutableArray<AnnotatedOperation> operations =
        [
            new(new CreateSequence(new Sequence("s"))),
            new(new CreateIndex(new TableIndex("i", "t", [IndexKey.OfSql("lower(a)")]))),
            new(new AddConstraint("t", new ForeignKey("f", ["a"], "t", ["b"]) { OnDelete = ReferentialAction.Cascade })),
        ];

        await RevisionWriter.WriteAsync(New(_versions, "a", Dialect("postgresql"), RevisionLanguage.CSharp, operations) with { Message = message });

        Assert.Equal(3, Versions.Upgrade((await _versions.LoadAsync())["a"]).Length);
    }

    [Theory]
    [InlineData(RevisionLanguage.CSharp, "using Retort;\n[Revision(\"{{id}}\")] class {{class}} : Migration { }", "{{upgrade}}")]
    [InlineData(RevisionLanguage.CSharp, "{{upgrade}} {{downgrade}}", "{{usings}}")]
    [InlineData(RevisionLanguage.Sql, "-- revision: {{id}}\n-- upgrade\n{{upgrade}}\n-- downgrade", "{{downgrade}}")]
    public async Task A_template_without_a_place_for_the_operations_is_refused(RevisionLanguage language, string template, string missing)
    {
        Directory.CreateDirectory(_versions["templates"]);
        var file = Path.Combine(_versions["templates"], $"revision.{(language == RevisionLanguage.Sql ? "sql" : "cs")}.template");
        await File.WriteAllTextAsync(file, template);
        AnnotatedOperation operation = new(new CreateIndex(new TableIndex("i", "t", [IndexKey.OfSql("lower(a)")])));
        var revision = New(_versions, "a", Dialect("postgresql"), language, [operation], [operation]) with { TemplatesFolder = _versions["templates"] };

        var error = await Assert.ThrowsAsync<RevisionFileException>(() => RevisionWriter.WriteAsync(revision));

        Assert.Equal(("RT0333", file), (error.Code, error.Location!.Value.File));
        Assert.Contains(missing, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_versions.Folder));
    }

    [Fact]
    public async Task An_own_template_that_uses_a_namespace_itself_needs_no_second_line_for_it()
    {
        Directory.CreateDirectory(_versions["templates"]);
        await File.WriteAllTextAsync(
            Path.Combine(_versions["templates"], "revision.cs.template"),
            "using Retort;\nusing Retort.Schema;\n\n[Revision(\"{{id}}\")]\nsealed class {{class}} : Migration\n{\n\tpublic override void Upgrade(MigrationBuilder db)\n\t{\n\t\t{{upgrade}}\n\t}\n}\n");
        AnnotatedOperation operation = new(new CreateIndex(new TableIndex("i", "t", [IndexKey.OfSql("lower(a)")]) { Where = "a\n\n> b" }));

        var path = await RevisionWriter.WriteAsync(New(_versions, "a", Dialect("postgresql"), RevisionLanguage.CSharp, [operation]) with { TemplatesFolder = _versions["templates"] });
        var built = MigrationBuilder.Build(new MigrationContext { Engine = "postgresql" }, (await _versions.LoadAsync())["a"].Upgrade);

        Assert.Equal("a\n\n> b", Assert.IsType<CreateIndex>(Assert.Single(built)).Index.Where);
        Assert.Single((await File.ReadAllLinesAsync(path)), line => line == "using Retort.Schema;");
    }

    [Fact]
    public async Task What_no_SQL_file_can_hold_is_refused()
    {
        AnnotatedOperation rebuild = new(new AlterColumn("t", "c", new ColumnChange { Nullable = false }));
        AnnotatedOperation code = new(new RunCode((_, _) => Task.CompletedTask));
        AnnotatedOperation section = new(new CreateView("v", "SELECT 1\n-- downgrade\n+ 1"));

        var errors = new[]
        {
            await Assert.ThrowsAsync<RevisionFileException>(() => RevisionWriter.WriteAsync(New(_versions, "a", Dialect("sqlite"), RevisionLanguage.Sql, [rebuild]))),
            await Assert.ThrowsAsync<RevisionFileException>(() => RevisionWriter.WriteAsync(New(_versions, "b", Dialect("sqlite"), RevisionLanguage.CSharp, [code]))),
            await Assert.ThrowsAsync<RevisionFileException>(() => RevisionWriter.WriteAsync(New(_versions, "c", Dialect("postgresql"), RevisionLanguage.Sql, [section]))),
        };

        Assert.Equal(["RT0332", "RT0332", "RT0332"], errors.Select(error => error.Code));
        Assert.False(Directory.Exists(_versions.Folder));
    }

    [Theory]
    [InlineData(RevisionLanguage.CSharp, "using Retort;\n\n/// <summary>Change the schema.</summary>\n[Revision(\"a\", Created = \"2026-01-03T00:00:00Z\")]\npublic sealed class ChangeTheSchema : Migration\n{\n    public override void Upgrade(MigrationBuilder db)\n    {\n    }\n\n    public override void Downgrade(MigrationBuilder db)\n    {\n    }\n}\n")]
    [InlineData(RevisionLanguage.Sql, "-- revision: a\n-- created: 2026-01-03T00:00:00Z\n-- message: Change the schema\n\n-- upgrade\n\n-- downgrade\n")]
    public async Task An_empty_revision_has_no_trace_of_the_places(RevisionLanguage language, string expected)
    {
        var path = await RevisionWriter.WriteAsync(New(_versions, "a", Dialect("postgresql"), language, []) with { Body = null });

        Assert.Equal(expected, await File.ReadAllTextAsync(path));
    }

    private static IEnumerable<AnnotatedOperation> Samples() =>
        OperationSamples.Of("postgresql").Where(sample => sample.Operation is not RunCode).Select(sample => new AnnotatedOperation(sample.Operation));

    private static IEnumerable<AnnotatedOperation> Shop()
    {
        yield return new(new CreateEnum("order_status", ["draft", "paid", "shipped"]));
        yield return new(new CreateTable(new Table("customers",
        [
            new Column("id", T.Uuid()) { Nullable = false, Default = ColumnDefault.OfSql("gen_random_uuid()") },
            new Column("email", T.String(255)) { Nullable = false },
            new Column("name", T.String(100)) { Nullable = false, Default = ColumnDefault.OfSql("''::character varying"), Comment = "As it stands on the invoice." },
            new Column("credit", T.Decimal(10, 2)) { Nullable = false, Default = ColumnDefault.OfSql("0") },
            new Column("is_active", T.Bool()) { Nullable = false, Default = ColumnDefault.OfSql("true") },
            new Column("tags", T.Array(T.Text())) { Nullable = false, Default = ColumnDefault.OfSql("'{}'::text[]") },
            new Column("seen", T.Type("tstzrange")),
            new Column("created_at", T.DateTimeOffset()) { Nullable = false, Default = ColumnDefault.OfSql("now()") },
        ],
        [
            new PrimaryKey("pk_customers", ["id"]),
            new UniqueConstraint("uq_customers_email", ["email"]),
            new CheckConstraint("credit_is_not_negative", "credit >= 0::numeric"),
        ])
        {
            Comment = "Who buys.",
        })
        {
            Indexes = [new TableIndex("uq_customers_email_lower", "customers", [IndexKey.OfSql("lower(email::text)")]) { Unique = true }],
        });
        yield return new(new CreateTable(new Table("orders",
        [
            new Column("id", T.BigInt()) { Nullable = false, Identity = new Identity() },
            new Column("customer_id", T.Uuid()) { Nullable = false },
            new Column("number", T.Int()) { Nullable = false },
            new Column("status", T.Enum("order_status")) { Nullable = false, Default = ColumnDefault.OfSql("'draft'::order_status") },
            new Column("placed_at", T.DateTimeOffset()),
            new Column("total", T.Decimal(12, 2)) { Nullable = false, Default = ColumnDefault.OfSql("'-1.5'::numeric") },
            new Column("total_with_tax", T.Decimal(12, 2)) { Generated = new GeneratedExpression("total * 1.19") },
        ],
        [
            new PrimaryKey("pk_orders", ["id"]),
            new UniqueConstraint("uq_orders_customer_id_number", ["customer_id", "number"]),
            new CheckConstraint("ck_orders_placed", "status = 'draft'::order_status OR placed_at IS NOT NULL"),
            new ForeignKey("fk_orders_customer_id_customers", ["customer_id"], "customers", ["id"]) { OnDelete = ReferentialAction.Cascade },
            new ForeignKey("orders_status_fkey", ["customer_id", "number"], "others", ["a", "b"]) { OnUpdate = ReferentialAction.Cascade, Deferral = Deferral.InitiallyDeferred },
        ]))
        {
            Indexes =
            [
                new TableIndex("ix_orders_customer_id", "orders", ["customer_id"]),
                new TableIndex("ix_orders_open", "orders", [((IndexKey)"placed_at").Descending(), "number"]) { Where = "status <> 'shipped'::order_status", Include = ["total"] },
            ],
        });
        yield return new(new CreateView("open_orders", " SELECT id,\n    number\n   FROM orders\n  WHERE status <> 'shipped'::order_status"));
        yield return new(new CreateFunction("touch", "", "RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n    NEW.updated_at := now();\n    RETURN NEW;\nEND\n$$"));
        yield return new(new CreateTrigger("touched", "orders", "BEFORE UPDATE", "FOR EACH ROW EXECUTE FUNCTION touch()"));
        yield return new(new AddColumn("invoices", new Column("order_id", T.BigInt()))
        {
            Constraints = [new ForeignKey("fk_invoices_order_id_orders", ["order_id"], "orders", ["id"]) { OnDelete = ReferentialAction.SetNull }],
            Indexes = [new TableIndex("ix_invoices_order_id", "invoices", ["order_id"])],
        });
        yield return new(new AlterColumn("invoices", "number", new ColumnChange { Type = T.Int(), Using = "number::integer", Nullable = false }) { Former = new ColumnChange { Type = T.Text() } });
        yield return new(new AddConstraint("invoices", new ForeignKey("fk_invoices_customer", ["customer_id"], "customers", ["id"]) { NotValid = true }));
        yield return new(new ValidateConstraint("invoices", "fk_invoices_customer"));
        yield return new(new DropColumn("invoices", "buyer"), "A column \"customer_id\" is added at the same time. If it is the same one, write RenameColumn instead.");
        yield return new(new OutsideTransaction([new CreateIndex(new TableIndex("ix_invoices_due", "invoices", ["due"])) { Concurrently = true }, new DropIndex("ix_invoices_old") { Concurrently = true, IfExists = true }]));
        yield return new(new InsertData("currencies", ["code", "name"], [["EUR", "Euro"], ["USD", null]]));
    }

    private static IEnumerable<AnnotatedOperation> ShopBack()
    {
        yield return new(new DropIndex("ix_invoices_due"));
        yield return new(new DropTable("orders"));
        yield return new(new DropTable("customers"));
        yield return new(new DropEnum("order_status"));
    }
}
