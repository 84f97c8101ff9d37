using Retort.Schema;

namespace Retort.PostgreSql.Introspection;

/// <summary>The type and collation of a column, domain or attribute: how the queries ask for them, and how the rows tell them.</summary>
internal static class TypeSql
{
    /// <summary>The columns of the query; <c>t</c> is the row of the type.</summary>
    public static string Columns(string type, string modifier, string collation) =>
        $"""
        format_type({type}, {modifier}) AS type, coalesce(te.typname, CASE WHEN t.typtype = 'e' THEN t.typname END) AS enum, coalesce(te.typnamespace, t.typnamespace) AS enum_namespace,
            CASE WHEN {collation} <> t.typcollation THEN (SELECT tc.collname FROM pg_catalog.pg_collation tc WHERE tc.oid = {collation}) END AS collation,
            CASE WHEN {collation} <> t.typcollation THEN (SELECT tc.collnamespace FROM pg_catalog.pg_collation tc WHERE tc.oid = {collation}) END AS collation_namespace
        """;

    /// <summary>The joins they need.</summary>
    public static string Joins(string type) =>
        $"""
        JOIN pg_catalog.pg_type t ON t.oid = {type}
        LEFT JOIN pg_catalog.pg_type te ON te.oid = t.typelem AND t.typtype = 'b' AND te.typtype = 'e' AND {CatalogueScope.OfUsers("te.oid")}
        """;

    public static ColumnType Type(CatalogueRow row, Catalogue catalogue) => TypeReader.Read(
        row.Text("type"),
        row.TextOrNull("enum") is { } name ? catalogue.NameOf(row.Oid("enum_namespace"), name) : default(ObjectName?));

    public static ObjectName? Collation(CatalogueRow row, Catalogue catalogue) =>
        row.TextOrNull("collation") is { } name ? catalogue.NameOf(row.Oid("collation_namespace"), name) : default(ObjectName?);
}
