using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using Retort.Comparison;
using Retort.Dialects;
using Retort.Operations;
using Retort.PostgreSql;
using Retort.Sqlite;

namespace Retort.Benchmarks;

/// <summary>Operations that make 1,000 tables with their keys and indexes, add a column to each and five rows.</summary>
public class SqlWriters
{
    private const int Tables = 1_000;

    private IDialect _dialect = null!;
    private ImmutableArray<Operation> _operations;

    [Params("postgresql", "sqlite")]
    public string Engine { get; set; } = "";

    [GlobalSetup]
    public void Compare()
    {
        _dialect = Engine == "sqlite" ? SqliteDialect.Instance : PostgreSqlDialect.Instance;
        var types = new MigrationBuilder(new MigrationContext { Engine = Engine });
        var made = SchemaComparer.Compare(SampleSchema.Of(0), SampleSchema.Of(Tables), _dialect).Operations;
        _operations =
        [
            .. made,
            .. Enumerable.Range(1, Tables).Select(i => new AddColumn(SampleSchema.Name(i), new("note", types.String(400)))),
            .. Enumerable.Range(1, Tables).Select(i => new InsertData(SampleSchema.Name(i), ["id", "name", "total"], [.. Enumerable.Range(1, 5).Select(id => (ImmutableArray<object?>)[id, $"it's {id}", 1.5m])])),
        ];
    }

    [Benchmark]
    public int Write() => _dialect.Write(_operations, null).Count;
}
