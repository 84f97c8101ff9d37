using Retort.Schema;

namespace Retort.PostgreSql.Introspection;

/// <summary>The columns of tables, views and composite types.</summary>
internal sealed class ColumnSection(Catalogue catalogue) : CatalogueSection(catalogue)
{
    // Later minor releases stamp every column with the place of its last change in the log. Nobody can set it, and pg_dump leaves it out.
    private const string ServerStamp = "pg_attver=";

    // Only a generated column speaks of others. Without them the server need not open the table, which takes longer than all the rest.
    public override string Sql =>
        $"""
        SELECT a.attrelid AS relation, a.attnum::int AS number, a.attname AS name, {TypeSql.Columns("a.atttypid", "a.atttypmod", "a.attcollation")},
            a.attnotnull AS is_not_null, a.attidentity::text AS identity, a.attgenerated::text AS generated, NOT a.attislocal AS is_inherited,
            CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage::text END AS storage, {Scope.Since(14, "a.attcompression::text", "''")} AS compression,
            NULLIF(a.attstattarget, -1)::int AS statistics, a.attoptions::text AS options, d.oid AS "default", pg_get_expr(d.adbin, CASE a.attgenerated WHEN '' THEN 0 ELSE d.adrelid END) AS expression
        FROM pg_catalog.pg_attribute a
        JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        {TypeSql.Joins("a.atttypid")}
        LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'c') AND {CatalogueScope.OfUsers("a.attrelid")} AND {CatalogueScope.OfUsers("c.oid")} AND {Scope.Contains("n")}
        """;

    public override void Read(CatalogueRow row)
    {
        var oid = row.Oid("relation");
        if (!Catalogue.Relations.TryGetValue(oid, out var relation))
        {
            return;
        }

        var (number, name) = (row.Int("number"), row.Text("name"));
        var address = new CatalogueAddress(CatalogueClass.Relation, oid, number);
        var id = relation.IsTable ? new ObjectId(ObjectKind.Column, relation.Name, name) : relation.Id;
        Catalogue.Know(address, id);
        if (row.OidOrNull("default") is { } defaultOid)
        {
            Catalogue.Know(new CatalogueAddress(CatalogueClass.ColumnDefault, defaultOid), id);
        }

        var (identity, generated, expression) = (row.Letter("identity"), row.Letter("generated"), row.SqlOrNull("expression"));
        relation.Add(number, new Column(name, TypeSql.Type(row, Catalogue))
        {
            Nullable = !row.Is("is_not_null"),
            Default = expression is null || generated != 0 ? null : ColumnDefault.OfSql(expression),
            Identity = identity == 0 ? null : Catalogue.Identities.GetValueOrDefault((oid, number), new Identity()) with { Always = identity == 'a' },
            Generated = expression is null || generated == 0 ? null : new GeneratedExpression(expression, generated == 's'),
            Collation = TypeSql.Collation(row, Catalogue),
            Comment = Catalogue.CommentOf(address),
            IsInherited = row.Is("is_inherited"),
            Storage = row.LetterOrNull("storage") switch
            {
                'p' => "PLAIN",
                'e' => "EXTERNAL",
                'm' => "MAIN",
                'x' => "EXTENDED",
                _ => null,
            },
            Compression = row.Letter("compression") switch
            {
                'p' => "pglz",
                'l' => "lz4",
                _ => null,
            },
            Statistics = row.IntOrNull("statistics"),
            Options = [.. row.Texts("options").Where(option => !option.StartsWith(ServerStamp, StringComparison.Ordinal)).Order(StringComparer.Ordinal)],
            Grants = Catalogue.GrantsOf(address),
        });
    }
}
