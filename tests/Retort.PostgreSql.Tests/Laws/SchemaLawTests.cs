using Retort.Testing;

namespace Retort.PostgreSql.Tests.Laws;

public class SchemaLawTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Any_schema_is_written_and_becomes_any_other_and_comes_back_with_its_rows(bool isOnline)
    {
        await using var law = new SchemaLaw(PostgreSqlDialect.Instance, LawDatabase.CreateAsync);

        await Task.Run(() => law.Check(75, GeneratedSchema.Length, genes => new GeneratedSchema(genes).Statements(), isOnline));
    }
}
