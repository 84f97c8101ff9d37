using System.Globalization;
using BenchmarkDotNet.Attributes;
using Retort.RevisionFiles;

namespace Retort.Benchmarks;

/// <summary>A folder of 1,000 revisions, each of which makes a table with an index. Every command reads it: headers, and what checksums are of.</summary>
public class RevisionFiles
{
    private const int Count = 1_000;

    private string _folder = "";

    [Params("cs", "sql")]
    public string Language { get; set; } = "";

    [GlobalSetup]
    public void Write()
    {
        _folder = Directory.CreateTempSubdirectory("retort-micro").FullName;
        for (var i = 1; i <= Count; i++)
        {
            var (name, parent) = (Name(i), i > 1 ? Name(i - 1) : "");
            File.WriteAllText(Path.Combine(_folder, $"{name}.{Language}"), Language == "cs" ? CSharp(name, parent) : Sql(name, parent));
        }
    }

    [GlobalCleanup]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [Benchmark]
    public async Task<int> ReadFolder() => (await new VersionsFolder([_folder]).ReadAsync()).Count;

    private static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"r{i:00000}");

    private static string Sql(string name, string parent) =>
        $"""
        -- revision: {name}
        -- revises: {parent}
        -- created: 2026-01-03
        -- message: Add table {name}

        -- upgrade
        CREATE TABLE {name} (
            id bigint NOT NULL PRIMARY KEY,
            name varchar(100) NOT NULL, -- as it is shown
            created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
        );
        CREATE INDEX ix_{name}_name ON {name} (name);

        -- downgrade
        DROP TABLE {name};

        """;

    private static string CSharp(string name, string parent) =>
        $$"""
        using Retort;

        /// <summary>Add table {{name}}.</summary>
        [Revision("{{name}}", Revises = "{{parent}}", Created = "2026-01-03")]
        public sealed class AddTable{{name}} : Migration
        {
            public override void Upgrade(MigrationBuilder db)
            {
                db.CreateTable("{{name}}", t =>
                {
                    t.Column("id", t.BigInt()).PrimaryKey();
                    t.Column("name", t.String(100)).NotNull().Index();
                    t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP"); // in UTC
                });
            }

            public override void Downgrade(MigrationBuilder db) => db.DropTable("{{name}}");
        }

        """;
}
