using BenchmarkDotNet.Attributes;
using Retort.Comparison;
using Retort.PostgreSql;
using Retort.Schema;

namespace Retort.Benchmarks;

/// <summary>Two schemas that were read apart from each other: equal, or with a column added to one table in a hundred.</summary>
public class SchemaComparisons
{
    private DatabaseSchema _before = null!;
    private DatabaseSchema _equal = null!;
    private DatabaseSchema _changed = null!;

    [Params(1_000, 10_000)]
    public int Tables { get; set; }

    [GlobalSetup]
    public void Read()
    {
        (_before, _equal, _changed) = (SampleSchema.Of(Tables), SampleSchema.Of(Tables), SampleSchema.Of(Tables, changeEvery: 100));
        if (Equal() != 0 || Changed() != Tables / 100)
        {
            throw new InvalidOperationException("Other operations are found than there are.");
        }
    }

    [Benchmark]
    public int Equal() => SchemaComparer.Compare(_before, _equal, PostgreSqlDialect.Instance).Operations.Length;

    [Benchmark]
    public int Changed() => SchemaComparer.Compare(_before, _changed, PostgreSqlDialect.Instance).Operations.Length;
}
