using Retort.Schema;

namespace Retort.PostgreSql.Tests.Introspection;

/// <summary>Reads a schema made by SQL.</summary>
internal static class SchemaReading
{
    public static Task<DatabaseSchema> ReadAsync(this TestDatabase database, params string[] schemas) =>
        database.Session.ReadSchemaAsync(new SchemaScope { Schemas = [.. schemas] }, default);

    public static async Task<DatabaseSchema> ReadAsync(string sql, int major = 15, params string[] schemas)
    {
        await using var database = await TestDatabase.CreateAsync(major);
        await database.SqlAsync(sql);
        return await database.ReadAsync(schemas);
    }

    public static Table Table(this DatabaseSchema schema, ObjectName name) => Assert.IsType<Table>(schema.Find(new ObjectId(ObjectKind.Table, name)));

    public static Column Column(this Table table, string name) => table.Columns.Single(column => column.Name == name);

    public static T Constraint<T>(this Table table, string name)
        where T : Constraint => Assert.IsType<T>(table.Constraints.Single(constraint => constraint.Name == name));

    public static TableIndex Index(this DatabaseSchema schema, string name) => Assert.IsType<TableIndex>(schema.Find(new ObjectId(ObjectKind.Index, name)));

    public static T Find<T>(this DatabaseSchema schema, ObjectKind kind, ObjectName name, string? part = null)
        where T : SchemaObject => Assert.IsType<T>(schema.Find(new ObjectId(kind, name, part)));

    public static string Create(this DatabaseSchema schema, ObjectKind kind, ObjectName name, string? part = null) => schema.Find<ScriptedObject>(kind, name, part).Create;
}
