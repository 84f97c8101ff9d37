namespace Retort.PostgreSql.Introspection;

/// <summary>The tables of publications, whose dependencies are those of the publication.</summary>
internal sealed class PublicationTableSection(Catalogue catalogue) : CatalogueSection(catalogue)
{
    public override string Sql => "SELECT r.oid, r.prpubid AS publication FROM pg_catalog.pg_publication_rel r";

    public override void Read(CatalogueRow row) => Catalogue.Belongs(
        new CatalogueAddress(CatalogueClass.PublicationTable, row.Oid("oid")),
        new CatalogueAddress(CatalogueClass.Publication, row.Oid("publication")));
}
