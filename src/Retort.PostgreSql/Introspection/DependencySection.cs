using Retort.Schema;

namespace Retort.PostgreSql.Introspection;

/// <summary>Which object needs which. Comes last, when it is known what every address stands for.</summary>
internal sealed class DependencySection(Catalogue catalogue) : CatalogueSection(catalogue)
{
    private readonly List<(CatalogueAddress Dependent, CatalogueAddress Needs, bool IsOwned)> _rows = [];

    private readonly List<CatalogueAddress> _keyColumns = [];

    // What depends on a constraint's own triggers and on a table of oversized values is nothing that is managed. Every table has a row type and an array of it, which
    // are told only where somebody speaks of them.
    public override string Sql =>
        $"""
        WITH named AS (
            SELECT u.refobjid AS type FROM pg_catalog.pg_depend u
            WHERE u.refclassid = {CatalogueClass.Type} AND {CatalogueScope.OfUsers("u.refobjid")} AND NOT (u.classid = {CatalogueClass.Type} AND u.deptype = 'i')
            UNION ALL SELECT u.objid FROM pg_catalog.pg_depend u WHERE u.classid = {CatalogueClass.Type} AND {CatalogueScope.OfUsers("u.objid")} AND u.deptype <> 'i'
        ),
        needed AS (
            SELECT type FROM named
            UNION ALL SELECT e.refobjid FROM pg_catalog.pg_depend e JOIN named ON e.objid = type
            WHERE e.classid = {CatalogueClass.Type} AND {CatalogueScope.OfUsers("e.objid")} AND e.refclassid = {CatalogueClass.Type} AND e.deptype = 'i'
        )
        SELECT d.classid, d.objid, d.objsubid, d.refclassid, d.refobjid, d.refobjsubid, d.deptype::text AS kind
        FROM pg_catalog.pg_depend d
        WHERE d.deptype IN ('n', 'a', 'i', 'e') AND d.refclassid <> {CatalogueClass.Namespace} AND d.objid >= {CatalogueScope.FirstUserOid} AND d.refobjid >= {CatalogueScope.FirstUserOid}
            AND NOT (d.deptype = 'i' AND (d.classid = {CatalogueClass.Trigger} OR d.classid = {CatalogueClass.Relation} AND d.refclassid = {CatalogueClass.Relation} AND d.refobjsubid = 0 AND d.objid <> d.refobjid))
            AND NOT (d.deptype = 'i' AND d.classid = {CatalogueClass.Type} AND d.objid NOT IN (SELECT type FROM needed))
            AND NOT (d.refclassid = {CatalogueClass.Relation} AND d.refobjid IN (SELECT c.oid FROM pg_catalog.pg_class c WHERE c.relkind = 't' AND {CatalogueScope.OfUsers("c.oid")}))
        """;

    public override void Read(CatalogueRow row)
    {
        var dependent = new CatalogueAddress(row.Oid("classid"), row.Oid("objid"), row.Int("objsubid"));
        var needs = new CatalogueAddress(row.Oid("refclassid"), row.Oid("refobjid"), row.Int("refobjsubid"));
        var kind = row.Letter("kind");
        if (kind == 'i' && dependent with { Column = 0 } == needs)
        {
            // The catalogue says it the other way round: a column of a partition key goes only with its table.
            _keyColumns.Add(dependent);
            return;
        }

        if (kind is 'i' or 'e')
        {
            Catalogue.Belongs(dependent, needs);
        }

        if (kind != 'e')
        {
            _rows.Add((dependent, needs, kind == 'a'));
        }
    }

    /// <summary>The dependencies between what is managed, but for those that go without saying.</summary>
    public IEnumerable<Dependency> Resolve()
    {
        foreach (var (dependent, needs, isOwned) in _rows)
        {
            if (Catalogue.FindDependent(dependent) is { } from && Catalogue.FindNeeded(needs) is { } to && !GoesWithoutSaying(from, to, isOwned))
            {
                yield return new Dependency(from, to);
            }
        }

        foreach (var column in _keyColumns)
        {
            if (Catalogue.FindDependent(column with { Column = 0 }) is { } table && Catalogue.FindNeeded(column) is { } key)
            {
                yield return new Dependency(table, key);
            }
        }
    }

    // A part needs its table, a partition its parent, and a sequence that a column owns goes with it.
    private static bool GoesWithoutSaying(ObjectId from, ObjectId to, bool isOwned) =>
        from == to
        || IsTable(to) && IsPart(from) && from.Name == to.Name
        || IsTable(from) && IsPart(to) && from.Name == to.Name
        || isOwned && from.Kind == ObjectKind.Table && to.Kind == ObjectKind.Table
        || isOwned && from.Kind == ObjectKind.Sequence;

    private static bool IsTable(ObjectId id) => id.Kind is ObjectKind.Table or ObjectKind.View or ObjectKind.MaterializedView;

    private static bool IsPart(ObjectId id) => id.Kind is ObjectKind.Column or ObjectKind.Constraint or ObjectKind.Trigger or ObjectKind.Rule or ObjectKind.Policy;
}
