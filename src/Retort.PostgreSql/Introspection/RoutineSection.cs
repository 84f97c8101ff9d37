using Retort.Schema;

namespace Retort.PostgreSql.Introspection;

/// <summary>Functions and procedures. The constructors that come with a range type are left to it.</summary>
internal sealed class RoutineSection(Catalogue catalogue) : CatalogueSection(catalogue)
{
    public override string Sql =>
        $"""
        SELECT p.oid, p.pronamespace AS namespace, p.proname AS name, p.proowner AS owner, p.prokind = 'p' AS is_procedure, oidvectortypes(p.proargtypes) AS signature,
            a.arguments, pg_get_function_result(p.oid) AS returns,
            substr(pg_get_functiondef(p.oid), length(format('CREATE OR REPLACE %s %I.%I()', CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END, n.nspname, p.proname) || a.arguments) + 1) AS definition
        FROM pg_catalog.pg_proc p
        JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
        CROSS JOIN LATERAL (SELECT pg_get_function_arguments(p.oid) AS arguments) a
        WHERE p.prokind <> 'a' AND {CatalogueScope.OfUsers("p.oid")} AND {Scope.Contains("n")} AND {CatalogueScope.Independent(CatalogueClass.Routine, "p.oid")}
        """;

    public override void Read(CatalogueRow row) => Catalogue.Add(
        new CatalogueAddress(CatalogueClass.Routine, row.Oid("oid")),
        row.Oid("owner"),
        new Routine(Catalogue.NameOf(row.Oid("namespace"), row.Text("name")), row.Text("signature"))
        {
            IsProcedure = row.Is("is_procedure"),
            Arguments = row.Text("arguments"),
            Returns = row.TextOrNull("returns"),
            Definition = row.Sql("definition").Trim(),
        });
}
