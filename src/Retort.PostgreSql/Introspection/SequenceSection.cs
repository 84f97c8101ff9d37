using Retort.Schema;

namespace Retort.PostgreSql.Introspection;

/// <summary>Sequences. What stands behind an identity column is told as options of the column.</summary>
internal sealed class SequenceSection(Catalogue catalogue) : CatalogueSection(catalogue)
{
    private static readonly Dictionary<string, (long Least, long Greatest)> Ranges = new()
    {
        ["smallint"] = (short.MinValue, short.MaxValue),
        ["integer"] = (int.MinValue, int.MaxValue),
        ["bigint"] = (long.MinValue, long.MaxValue),
    };

    public override string Sql =>
        $"""
        SELECT c.oid, c.relnamespace AS namespace, c.relname AS name, c.relowner AS owner, c.relpersistence = 'u' AS is_unlogged,
            format_type(s.seqtypid, NULL) AS type, s.seqstart AS start, s.seqincrement AS increment, s.seqmin AS least, s.seqmax AS greatest,
            s.seqcache AS cache, s.seqcycle AS is_cycle, d.deptype::text AS ownership, d.refobjid AS "table", d.refobjsubid AS "column",
            (SELECT a.attname FROM pg_catalog.pg_attribute a WHERE a.attrelid = d.refobjid AND a.attnum = d.refobjsubid) AS column_name
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid
        LEFT JOIN pg_catalog.pg_depend d ON d.classid = {CatalogueClass.Relation} AND d.objid = c.oid AND {CatalogueScope.OfUsers("d.objid")} AND d.objsubid = 0
            AND d.refclassid = {CatalogueClass.Relation} AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
        WHERE c.relkind = 'S' AND {CatalogueScope.OfUsers("c.oid")} AND {Scope.Contains("n")} AND {CatalogueScope.Free(CatalogueClass.Relation, "c.oid")}
        """;

    public override void Read(CatalogueRow row)
    {
        var name = Catalogue.NameOf(row.Oid("namespace"), row.Text("name"));
        var address = new CatalogueAddress(CatalogueClass.Relation, row.Oid("oid"));
        var options = Options(row);
        if (row.OidOrNull("table") is not { } table)
        {
            Catalogue.Add(address, row.Oid("owner"), Sequence(row, name, options, null));
        }
        else if (row.Letter("ownership") == 'i')
        {
            Catalogue.Identities[(table, row.Int("column"))] = options;
            UnmanageBeyondOptions(row, name, address, table);
        }
        else if (Catalogue.Relations.TryGetValue(table, out var owner))
        {
            Catalogue.Add(address, row.Oid("owner"), Sequence(row, name, options, (owner.Name, row.Text("column_name"))));
        }
    }

    /// <summary>A column has options for its numbers, but no name, comment or privileges for what gives them.</summary>
    private void UnmanageBeyondOptions(CatalogueRow row, ObjectName name, CatalogueAddress address, uint table)
    {
        if (!Catalogue.Relations.TryGetValue(table, out var relation))
        {
            return;
        }

        var column = row.Text("column_name");
        (string What, bool IsSaid)[] more =
        [
            ("name", name.Schema != relation.Name.Schema || !GeneratedName.Is(name.Name, relation.Name.Name, [column], "seq")),
            ("comment", Catalogue.CommentOf(address) is not null),
            ("privileges", !Catalogue.GrantsOf(address).IsEmpty),
        ];
        foreach (var (what, _) in more.Where(item => item.IsSaid))
        {
            Catalogue.Unmanage($"{what} of the sequence of an identity column", $"{name} of {relation.Name}.{column}");
        }
    }

    private static Sequence Sequence(CatalogueRow row, ObjectName name, Identity options, (ObjectName, string)? owner) => new(name)
    {
        Type = row.Text("type") is var type && type == "bigint" ? null : TypeReader.Read(type),
        Start = options.Start,
        Increment = options.Increment,
        MinValue = options.MinValue,
        MaxValue = options.MaxValue,
        Cache = options.Cache,
        Cycle = options.Cycle ? true : null,
        Unlogged = row.Is("is_unlogged"),
        OwnedBy = owner,
    };

    private static Identity Options(CatalogueRow row)
    {
        var (increment, least, greatest) = (row.Long("increment"), row.Long("least"), row.Long("greatest"));
        var range = Ranges[row.Text("type")];
        return new Identity
        {
            Start = Unless(row.Long("start"), increment > 0 ? least : greatest),
            Increment = Unless(increment, 1),
            MinValue = Unless(least, increment > 0 ? 1 : range.Least),
            MaxValue = Unless(greatest, increment > 0 ? range.Greatest : -1),
            Cache = Unless(row.Long("cache"), 1),
            Cycle = row.Is("is_cycle"),
        };
    }

    private static long? Unless(long value, long usual) => value == usual ? null : value;
}
