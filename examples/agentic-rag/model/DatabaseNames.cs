using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AgenticRag.Model;

/// <summary>The names of columns, keys and indexes in the database: <c>created_at</c>, <c>pk_users</c>, <c>fk_agents_owner_id_users</c>.</summary>
internal static class DatabaseNames
{
    public static void Give(IMutableModel model)
    {
        foreach (var entity in model.GetEntityTypes())
        {
            var table = entity.GetTableName();
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(string.Concat(property.Name.Select((c, i) => char.IsUpper(c) ? $"{(i > 0 ? "_" : "")}{char.ToLowerInvariant(c)}" : $"{c}")));
            }

            foreach (var key in entity.GetKeys())
            {
                key.SetName(key.IsPrimaryKey() ? $"pk_{table}" : $"uq_{table}_{Columns(key.Properties)}");
            }

            foreach (var index in entity.GetIndexes().Where(index => index.Name is null))
            {
                index.SetDatabaseName($"ix_{table}_{Columns(index.Properties)}");
            }
        }

        foreach (var key in model.GetEntityTypes().SelectMany(entity => entity.GetForeignKeys()))
        {
            key.SetConstraintName($"fk_{key.DeclaringEntityType.GetTableName()}_{Columns(key.Properties)}_{key.PrincipalEntityType.GetTableName()}");
        }
    }

    private static string Columns(IReadOnlyList<IMutableProperty> properties) => string.Join('_', properties.Select(property => property.GetColumnName()));
}
