using System.Globalization;
using Retort.Schema;

namespace Retort.PostgreSql.Introspection;

/// <summary>What the catalogue queries have in common: the schemas they read, and the version of the server they are written for.</summary>
internal sealed class CatalogueScope(SchemaScope scope, Version server)
{
    /// <summary>The first oid that is not the server's own.</summary>
    public const int FirstUserOid = 16384;

    /// <summary>The major version of the server.</summary>
    public int Major { get; } = server.Major;

    /// <summary>Whether every owner is told, and none goes without saying.</summary>
    public bool NamesOwners { get; } = scope.NamesOwners;

    /// <summary>The name of the default schema, as an expression that stays the same when the search path is pinned to it.</summary>
    public string DefaultSchema { get; } = scope.Schemas.IsEmpty ? "current_schema()" : PostgreSqlLiteral.Text(scope.Schemas[0]);

    /// <summary>The condition that a row of pg_namespace is one of the schemas.</summary>
    public string Contains(string schema) =>
        $"{schema}.nspname !~ '^pg_' AND {schema}.nspname <> 'information_schema' AND {schema}.nspname "
        + (scope.Schemas.IsEmpty ? $"= {DefaultSchema}" : $"IN ({string.Join(", ", scope.Schemas.Select(PostgreSqlLiteral.Text))})");

    /// <summary>What a server of a version can be asked, and what stands for it in the ones before.</summary>
    public string Since(int major, string expression, string otherwise) => Major >= major ? expression : otherwise;

    /// <summary>
    /// The condition that an object is not one of the server's own, which none in a schema of somebody else is. Said beside the schema, because the server finds these by an
    /// index, and would have to look at its thousands of own functions and columns to find those of a schema.
    /// </summary>
    public static string OfUsers(string oid) => string.Create(CultureInfo.InvariantCulture, $"{oid} >= {FirstUserOid}");

    /// <summary>The condition that an object does not belong to an extension. NOT IN, because the members are then looked up once and not for each row.</summary>
    public static string Free(uint catalogue, string oid) => string.Create(
        CultureInfo.InvariantCulture,
        $"{oid} NOT IN (SELECT member.objid FROM pg_catalog.pg_depend member WHERE member.refclassid = {CatalogueClass.Extension} AND member.classid = {catalogue} AND member.deptype = 'e')");

    /// <summary>The condition that an object belongs neither to an extension nor to another object that came with it.</summary>
    public static string Independent(uint catalogue, string oid) => string.Create(
        CultureInfo.InvariantCulture,
        $"NOT EXISTS (SELECT FROM pg_catalog.pg_depend member WHERE member.classid = {catalogue} AND member.objid = {oid} AND member.deptype IN ('e', 'i'))");

    /// <summary>A name in SQL, with its schema unless that is the default one or the system's.</summary>
    public static string Qualified(string schema, string name) =>
        $"CASE WHEN {schema}.nspname IN ('pg_catalog', current_schema()) THEN '' ELSE quote_ident({schema}.nspname) || '.' END || quote_ident({name})";
}
