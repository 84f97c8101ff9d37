using Retort.Testing;

namespace Retort.Sqlite.Tests.Laws;

public class SchemaLawTests
{
    [Fact]
    public async Task Any_schema_is_written_and_becomes_any_other_and_comes_back_with_its_rows()
    {
        await using var law = new SchemaLaw(SqliteDialect.Instance, LawDatabase.CreateAsync);

        await Task.Run(() => law.Check(300, GeneratedSchema.Length, genes => new GeneratedSchema(genes).Statements()));
    }
}
