using Retort.Reporting;
using Retort.Schema;
using Retort.Testing;

namespace Retort.PostgreSql.Tests.Referee;

/// <summary>
/// The server's own word on what is the same: pg_dump writes the same text, owners and privileges included, of a database and of an empty one that the
/// schema script of the first was loaded into. Nothing is sorted or left out for it; what pg_dump repeats as it was typed although it means nothing (the order
/// of storage parameters, of privileges and of the tags of an event trigger) is typed in the order of the script, and what is listed as not managed is not there.
/// </summary>
public sealed class SchemaScriptTests : IClassFixture<RefereeRoles>
{
    private static readonly string Folder = Path.Combine(PostgresServer.Repository, "tests/Retort.PostgreSql.Tests/Referee/Schemas");

    public static TheoryData<string> Schemas => [.. Directory.GetFiles(Folder, "*.sql").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task A_schema_that_was_written_down_and_loaded_dumps_the_same(string name)
    {
        await using var original = await TestDatabase.CreateAsync(RefereeRoles.Major);
        await using var loaded = await TestDatabase.CreateAsync(RefereeRoles.Major);
        await original.LoadAsync(await File.ReadAllTextAsync(Path.Combine(Folder, $"{name}.sql")));
        var scope = new SchemaScope { Schemas = ["public", .. await original.SchemasAsync()] };
        var schema = await original.Session.ReadSchemaAsync(scope, default);

        await loaded.LoadAsync(SchemaScript.Write(schema, PostgreSqlDialect.Instance, original.Session.ServerVersion));

        Assert.Empty(schema.Unmanaged);
        Assert.Equal(await original.DumpSchemaAsync(), await loaded.DumpSchemaAsync());
        Assert.Equal(SchemaFingerprint.Of(schema), SchemaFingerprint.Of(await loaded.Session.ReadSchemaAsync(scope, default)));
    }
}
