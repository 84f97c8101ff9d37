using Retort.Testing;

namespace Retort.PostgreSql.Tests.Laws;

/// <summary>A schema of PostgreSQL 15 as SQL, built from genes. Names are the same in every schema, so that two of them have much in common.</summary>
internal sealed partial class GeneratedSchema
{
    /// <summary>How many genes a schema has.</summary>
    public const int Length = Globals + (TableCount * GeneratedTable.Length);

    private const int Globals = 40;
    private const int TableCount = 4;

    private readonly Genes _genes;
    private readonly GeneratedTable[] _tables;

    public GeneratedSchema(Genes genes)
    {
        _genes = genes;
        _tables = [.. Enumerable.Range(0, TableCount).Select(number => new GeneratedTable(this, number, genes.Part(Globals + (number * GeneratedTable.Length), GeneratedTable.Length)))];
    }

    /// <summary>The tables that are there.</summary>
    public IReadOnlyList<GeneratedTable> Tables => _tables;

    /// <summary>The schema of what need not be in the default one, with a dot; empty when it is there.</summary>
    public string Elsewhere => _genes[0, 3] == 1 ? "other." : "";

    public bool HasEnum => _genes[1, 6] > 0;

    public bool HasDomain => _genes[2, 7] > 0;

    public bool HasComposite => _genes[3, 6] > 0;

    public bool HasRange => _genes[4, 4] > 0;

    public bool HasCollation => _genes[5, 3] > 0;

    public bool HasSequence => _genes[6, 6] > 0;

    public bool HasFunction => _genes[7, 6] > 0;

    public bool HasTriggerFunction => _genes[8, 3] > 0;

    private IEnumerable<GeneratedTable> Present => _tables.Where(table => table.IsPresent);

    private GeneratedTable First => _tables[0];

    public IEnumerable<string> Statements() =>
    [
        .. Namespaces(),
        .. _genes[30, 2] == 1 ? DefaultPrivileges() : [],
        .. Types(),
        .. Sequences(),
        .. Functions(),
        .. Present.SelectMany(table => table.Statements()),
        .. Heir(),
        .. Present.SelectMany(table => table.ForeignKeys()),
        .. FunctionsOverTables(),
        .. Views(),
        .. MaterializedViews(),
        .. Rules(),
        .. OfDatabase(),
        .. _genes[30, 2] == 0 ? DefaultPrivileges() : [],
    ];

    /// <summary>The text of a choice; the first is that of gene 0.</summary>
    public static string Choose(int choice, params IReadOnlyList<string> texts) => texts[choice];

    /// <summary>The text of a choice, counted from 1; 0 and what lies beyond the last have none.</summary>
    public static IEnumerable<string> Pick(int choice, params IEnumerable<string> texts) => choice == 0 ? [] : texts.Skip(choice - 1).Take(1).Where(text => text.Length > 0);

    /// <summary>The statement of a choice; gene 0 has none.</summary>
    private IEnumerable<string> Perhaps(int place, params IReadOnlyList<string> statements) => Pick(_genes[place, statements.Count + 1], statements);

    private IEnumerable<string> Namespaces() => Elsewhere.Length == 0 ? [] : ["CREATE SCHEMA other", .. Perhaps(9, "COMMENT ON SCHEMA other IS 'elsewhere'", "GRANT USAGE ON SCHEMA other TO PUBLIC")];

    private IEnumerable<string> Types() =>
    [
        .. Perhaps(5, "CREATE COLLATION plain (PROVIDER = libc, LOCALE = 'C')", "CREATE COLLATION plain (PROVIDER = icu, LOCALE = 'en')"),
        .. Perhaps(
            1,
            "CREATE TYPE mood AS ENUM ('ok')",
            "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy')",
            "CREATE TYPE mood AS ENUM ('sad', 'ok')",
            "CREATE TYPE mood AS ENUM ('happy', 'ok', 'sad', 'it''s')",
            "CREATE TYPE mood AS ENUM ('ok', 'better', 'happy')"),
        .. Perhaps(
            2,
            $"CREATE DOMAIN {Elsewhere}amount AS integer",
            $"CREATE DOMAIN {Elsewhere}amount AS integer CHECK (VALUE > 0)",
            $"CREATE DOMAIN {Elsewhere}amount AS bigint DEFAULT 1 CONSTRAINT small CHECK (VALUE < 100)",
            $"CREATE DOMAIN {Elsewhere}amount AS integer DEFAULT 2 CONSTRAINT small CHECK (VALUE < 90) CONSTRAINT big CHECK (VALUE > 1)",
            $"CREATE DOMAIN {Elsewhere}amount AS integer; ALTER DOMAIN {Elsewhere}amount ADD CONSTRAINT small CHECK (VALUE < 100) NOT VALID",
            $"CREATE DOMAIN {Elsewhere}amount AS integer; COMMENT ON DOMAIN {Elsewhere}amount IS 'so much'"),
        .. Perhaps(
            3,
            "CREATE TYPE place AS (x integer, y integer)",
            "CREATE TYPE place AS (x integer, y text)",
            "CREATE TYPE place AS (x integer, y integer, z text COLLATE \"C\")",
            "CREATE TYPE place AS (y integer, x integer)",
            $"CREATE TYPE place AS (x integer, y {(HasEnum ? "mood" : "bigint")}{(HasCollation ? ", z text COLLATE plain" : "")})"),
        .. Perhaps(4, $"CREATE TYPE {Elsewhere}span AS RANGE (SUBTYPE = integer)", $"CREATE TYPE {Elsewhere}span AS RANGE (SUBTYPE = numeric)", $"CREATE TYPE {Elsewhere}span AS RANGE (SUBTYPE = integer, MULTIRANGE_TYPE_NAME = {Elsewhere}spans)"),
    ];

    private IEnumerable<string> Sequences() => Perhaps(
        6,
        "CREATE SEQUENCE numbers",
        "CREATE SEQUENCE numbers START 10 INCREMENT 5",
        "CREATE SEQUENCE numbers AS integer MAXVALUE 1000 CYCLE",
        "CREATE SEQUENCE numbers INCREMENT -1 CACHE 5",
        "CREATE UNLOGGED SEQUENCE numbers");

    private IEnumerable<string> Functions() =>
    [
        .. Perhaps(
            7,
            "CREATE FUNCTION twice(a integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT a * 2'",
            "CREATE FUNCTION twice(a integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT a + a'",
            "CREATE FUNCTION twice(a integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT a::bigint * 2'",
            "CREATE FUNCTION twice(b integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN b * 2",
            "CREATE FUNCTION twice(a integer) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 7 SET search_path = public AS 'SELECT a * 2'"),
        .. Perhaps(
            8,
            "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
            "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NULL; RETURN NEW; END $$; COMMENT ON FUNCTION touch() IS 'touches'"),
        .. Perhaps(10, "CREATE PROCEDURE act(a integer) LANGUAGE sql AS 'SELECT 1'", "CREATE PROCEDURE act(a integer) LANGUAGE sql AS 'SELECT 2'", "CREATE PROCEDURE act(b integer, INOUT c text) LANGUAGE sql AS 'SELECT c'"),
        .. Perhaps(11, "CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer)", "CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0')"),
        .. HasFunction ? Perhaps(12, "REVOKE ALL ON FUNCTION twice FROM PUBLIC", "GRANT EXECUTE ON FUNCTION twice TO pg_monitor WITH GRANT OPTION") : [],
        .. HasEnum ? Perhaps(13, "CREATE FUNCTION cheer(m mood) RETURNS mood LANGUAGE sql IMMUTABLE AS 'SELECT m'", "CREATE FUNCTION cheer(m mood[] DEFAULT '{}') RETURNS SETOF mood LANGUAGE sql AS 'SELECT unnest(m)'") : [],
    ];
}
