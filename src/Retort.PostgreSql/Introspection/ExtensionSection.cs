using Retort.Schema;

namespace Retort.PostgreSql.Introspection;

/// <summary>The extensions, but for the language that every database has.</summary>
internal sealed class ExtensionSection(Catalogue catalogue) : CatalogueSection(catalogue)
{
    public override string Sql =>
        """
        SELECT e.oid, e.extname AS name, e.extnamespace AS namespace, e.extowner AS owner, a.comment
        FROM pg_catalog.pg_extension e
        LEFT JOIN pg_catalog.pg_available_extensions() a ON a.name = e.extname
        WHERE e.extname <> 'plpgsql'
        """;

    public override void Read(CatalogueRow row)
    {
        var address = new CatalogueAddress(CatalogueClass.Extension, row.Oid("oid"));

        // An extension is born with the comment of its author.
        if (Catalogue.CommentOf(address) == row.TextOrNull("comment"))
        {
            Catalogue.Comments.Remove(address);
        }

        // Whoever restores a dump owns the extensions in it.
        Catalogue.Add(address, Scope.NamesOwners ? null : row.Oid("owner"), new Extension(row.Text("name")) { Schema = Catalogue.Namespaces.GetValueOrDefault(row.Oid("namespace")) });
    }
}
