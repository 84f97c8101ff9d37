using Retort.Schema;

namespace Retort.PostgreSql.Introspection;

/// <summary>
/// Objects of one kind that are known by their statements, which the query writes: <c>oid</c>, <c>relation</c> (of a part of a table, or of what
/// belongs to one), <c>namespace</c>, <c>name</c>, <c>part</c>, <c>owner</c>, <c>create</c> and <c>drop</c>.
/// </summary>
internal sealed class ScriptedSection(Catalogue catalogue, ObjectKind kind, uint catalogueClass, string sql) : CatalogueSection(catalogue)
{
    public override string Sql { get; } = sql;

    public override void Read(CatalogueRow row)
    {
        var relation = default(Relation);
        if (row.OidOrNull("relation") is { } oid && !Catalogue.Relations.TryGetValue(oid, out relation))
        {
            return;
        }

        var name = row.Text("name");
        var id = kind is ObjectKind.Rule or ObjectKind.Policy
            ? new ObjectId(kind, relation!.Name, name)
            : new ObjectId(kind, row.OidOrNull("namespace") is { } schema ? Catalogue.NameOf(schema, name) : name, row.TextOrNull("part"));
        Catalogue.Add(new CatalogueAddress(catalogueClass, row.Oid("oid")), row.OidOrNull("owner"), new ScriptedObject(id, row.Sql("create"), row.Text("drop")));
    }
}
