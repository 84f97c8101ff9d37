using static Retort.PostgreSql.Introspection.CatalogueScope;

namespace Retort.PostgreSql.Introspection;

/// <summary>What has no place in the model at all.</summary>
internal sealed class UnmanagedSection(Catalogue catalogue) : CatalogueSection(catalogue)
{
    public override string Sql => string.Join(
        "\nUNION ALL\n",
        [
            InSchema("operator", "operator", "opr", CatalogueClass.Operator, "o.oid::regoperator::text"),
            InSchema("operator class", "opclass", "opc", CatalogueClass.OperatorClass),
            InSchema("operator family", "opfamily", "opf", CatalogueClass.OperatorFamily),
            InSchema("conversion", "conversion", "con", CatalogueClass.Conversion),
            InSchema("text search configuration", "ts_config", "cfg", CatalogueClass.TextSearchConfiguration),
            InSchema("text search dictionary", "ts_dict", "dict", CatalogueClass.TextSearchDictionary),
            InSchema("text search parser", "ts_parser", "prs", CatalogueClass.TextSearchParser),
            InSchema("text search template", "ts_template", "tmpl", CatalogueClass.TextSearchTemplate),
            RangesWithFunctions,
            InDatabase("cast", "cast", CatalogueClass.Cast, "format('%s AS %s', format_type(o.castsource, NULL), format_type(o.casttarget, NULL))"),
            InDatabase("language", "language", CatalogueClass.Language, "o.lanname"),
            InDatabase("transform", "transform", CatalogueClass.Transform, "format('%s for %s', format_type(o.trftype, NULL), (SELECT l.lanname FROM pg_catalog.pg_language l WHERE l.oid = o.trflang))"),
            InDatabase("access method", "am", CatalogueClass.AccessMethod, "o.amname"),
            InDatabase("foreign-data wrapper", "foreign_data_wrapper", CatalogueClass.ForeignDataWrapper, "o.fdwname"),
            InDatabase("server", "foreign_server", CatalogueClass.ForeignServer, "o.srvname"),
            "SELECT 'user mapping', format('%s on %s', o.usename, o.srvname) FROM pg_catalog.pg_user_mappings o",
            "SELECT 'subscription', o.subname FROM pg_catalog.pg_subscription o JOIN pg_catalog.pg_database d ON d.oid = o.subdbid WHERE d.datname = current_database()",
            $"SELECT 'security label', format('%s on %s', o.provider, pg_describe_object(o.classoid, o.objoid, o.objsubid)) FROM pg_catalog.pg_seclabel o WHERE o.objoid >= {FirstUserOid}",
        ]);

    private string RangesWithFunctions =>
        $"""
        SELECT 'range type with a canonical function', {Qualified("n", "t.typname")}
        FROM pg_catalog.pg_range r JOIN pg_catalog.pg_type t ON t.oid = r.rngtypid JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
        WHERE r.rngcanonical <> 0 AND {OfUsers("r.rngtypid")} AND {Scope.Contains("n")} AND {Free(CatalogueClass.Type, "t.oid")}
        """;

    public override void Read(CatalogueRow row) => Catalogue.Unmanage(row.Text("kind"), row.Text("name"));

    private string InSchema(string kind, string table, string prefix, uint catalogueClass, string? name = null) =>
        $"""
        SELECT '{kind}' AS kind, {name ?? Qualified("n", $"o.{prefix}name")} AS name
        FROM pg_catalog.pg_{table} o JOIN pg_catalog.pg_namespace n ON n.oid = o.{prefix}namespace
        WHERE {OfUsers("o.oid")} AND {Scope.Contains("n")} AND {Free(catalogueClass, "o.oid")}
        """;

    private static string InDatabase(string kind, string table, uint catalogueClass, string name) =>
        $"SELECT '{kind}', {name} FROM pg_catalog.pg_{table} o WHERE o.oid >= {FirstUserOid} AND {Independent(catalogueClass, "o.oid")}";
}
