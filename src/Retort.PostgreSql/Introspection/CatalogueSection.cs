namespace Retort.PostgreSql.Introspection;

/// <summary>One query of the catalogue, and what becomes of its rows.</summary>
internal abstract class CatalogueSection(Catalogue catalogue)
{
    /// <summary>The query.</summary>
    public abstract string Sql { get; }

    /// <summary>What the sections put together.</summary>
    protected Catalogue Catalogue { get; } = catalogue;

    /// <summary>What the queries have in common.</summary>
    protected CatalogueScope Scope => Catalogue.Scope;

    /// <summary>Takes in a row.</summary>
    public abstract void Read(CatalogueRow row);
}
