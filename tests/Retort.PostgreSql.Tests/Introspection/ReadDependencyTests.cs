using Retort.Schema;

namespace Retort.PostgreSql.Tests.Introspection;

public sealed class ReadDependencyTests
{
    [Fact]
    public async Task Objects_need_each_other_at_the_finest_level()
    {
        var schema = await SchemaReading.ReadAsync(
            """
            CREATE EXTENSION hstore;
            CREATE EXTENSION pg_trgm;
            CREATE TYPE mood AS ENUM ('a');
            CREATE DOMAIN code AS text;
            CREATE FUNCTION positive(int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 0';
            CREATE SEQUENCE numbers;
            CREATE TABLE p (id int PRIMARY KEY, other int UNIQUE);
            CREATE UNIQUE INDEX loose ON p (id, other);
            CREATE TABLE t (id int REFERENCES p, moods mood[], code code, h hstore, n bigint DEFAULT nextval('numbers'), twice int GENERATED ALWAYS AS (id * 2) STORED,
                CONSTRAINT ck CHECK (positive(id)), CONSTRAINT two FOREIGN KEY (id, twice) REFERENCES p (id, other), own serial);
            CREATE INDEX ix ON t USING gin (code gin_trgm_ops) WHERE positive(id);
            CREATE VIEW v AS SELECT id, moods FROM t WHERE positive(id);
            CREATE VIEW vv AS SELECT * FROM v;
            CREATE MATERIALIZED VIEW m AS SELECT n FROM t;
            CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
            CREATE TRIGGER tr BEFORE UPDATE OF n ON t FOR EACH ROW EXECUTE FUNCTION touch();
            CREATE POLICY po ON t USING (positive(id));
            CREATE RULE ru AS ON DELETE TO v DO INSTEAD UPDATE p SET other = 1;
            CREATE FUNCTION sql_body() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT other FROM p; END;
            CREATE FUNCTION takes(mood) RETURNS SETOF t LANGUAGE sql AS 'SELECT * FROM t';
            CREATE STATISTICS st ON n, id FROM t;
            CREATE PUBLICATION pub FOR TABLE p (id);
            CREATE TABLE rows (one p);
            CREATE TABLE child () INHERITS (p);
            """);

        string[] expected =
        [
            "function \"sql_body()\" -> column \"other\" of table \"p\"",
            "function \"takes(mood)\" -> enum \"mood\"",
            "function \"takes(mood)\" -> table \"t\"",
            "table \"child\" -> table \"p\"",
            "column \"one\" of table \"rows\" -> table \"p\"",
            "column \"code\" of table \"t\" -> domain \"code\"",
            "column \"h\" of table \"t\" -> extension \"hstore\"",
            "column \"moods\" of table \"t\" -> enum \"mood\"",
            "column \"n\" of table \"t\" -> sequence \"numbers\"",
            "column \"own\" of table \"t\" -> sequence \"t_own_seq\"",
            "column \"twice\" of table \"t\" -> column \"id\" of table \"t\"",
            "constraint \"p_other_key\" of table \"p\" -> column \"other\" of table \"p\"",
            "constraint \"p_pkey\" of table \"p\" -> column \"id\" of table \"p\"",
            "constraint \"ck\" of table \"t\" -> function \"positive(integer)\"",
            "constraint \"ck\" of table \"t\" -> column \"id\" of table \"t\"",
            "constraint \"t_id_fkey\" of table \"t\" -> column \"id\" of table \"p\"",
            "constraint \"t_id_fkey\" of table \"t\" -> column \"id\" of table \"t\"",
            "constraint \"t_id_fkey\" of table \"t\" -> constraint \"p_pkey\" of table \"p\"",
            "constraint \"two\" of table \"t\" -> column \"id\" of table \"p\"",
            "constraint \"two\" of table \"t\" -> column \"other\" of table \"p\"",
            "constraint \"two\" of table \"t\" -> column \"id\" of table \"t\"",
            "constraint \"two\" of table \"t\" -> column \"twice\" of table \"t\"",
            "constraint \"two\" of table \"t\" -> index \"loose\"",
            "index \"ix\" -> extension \"pg_trgm\"",
            "index \"ix\" -> function \"positive(integer)\"",
            "index \"ix\" -> column \"code\" of table \"t\"",
            "index \"ix\" -> column \"id\" of table \"t\"",
            "index \"loose\" -> column \"id\" of table \"p\"",
            "index \"loose\" -> column \"other\" of table \"p\"",
            "view \"v\" -> enum \"mood\"",
            "view \"v\" -> function \"positive(integer)\"",
            "view \"v\" -> column \"id\" of table \"t\"",
            "view \"v\" -> column \"moods\" of table \"t\"",
            "view \"vv\" -> enum \"mood\"",
            "view \"vv\" -> view \"v\"",
            "materialized view \"m\" -> column \"n\" of table \"t\"",
            "trigger \"tr\" on \"t\" -> function \"touch()\"",
            "trigger \"tr\" on \"t\" -> column \"n\" of table \"t\"",
            "rule \"ru\" on \"v\" -> column \"other\" of table \"p\"",
            "policy \"po\" on \"t\" -> function \"positive(integer)\"",
            "policy \"po\" on \"t\" -> column \"id\" of table \"t\"",
            "statistics \"st\" -> column \"id\" of table \"t\"",
            "statistics \"st\" -> column \"n\" of table \"t\"",
            "publication \"pub\" -> table \"p\"",
            "publication \"pub\" -> column \"id\" of table \"p\"",
        ];
        Assert.Equal(expected, schema.Dependencies.Select(dependency => $"{dependency.Dependent} -> {dependency.Needs}"));
    }

    [Theory]
    [InlineData("CREATE TABLE p (id int); CREATE TABLE t (a p[])", "p")]
    [InlineData("CREATE TYPE span AS RANGE (subtype = int); CREATE TABLE p (id int); CREATE TABLE t (a span_multirange[])", "span")]
    [InlineData("CREATE TYPE pair AS (a int); CREATE TABLE p (id int); CREATE TABLE t (a pair[])", "pair")]
    public async Task An_array_needs_what_its_elements_need(string sql, string needed)
    {
        var schema = await SchemaReading.ReadAsync(sql);

        Assert.Equal(("t", "a", needed), Assert.Single(schema.Dependencies.Select(dependency => (dependency.Dependent.Name.Name, dependency.Dependent.Part, dependency.Needs.Name.Name))));
    }

    [Fact]
    public async Task Who_needs_the_key_of_a_partition_needs_that_of_its_parent()
    {
        var schema = await SchemaReading.ReadAsync(
            """
            CREATE TABLE m (id int PRIMARY KEY) PARTITION BY LIST (id);
            CREATE TABLE a PARTITION OF m DEFAULT;
            CREATE TABLE r (id int, CONSTRAINT fk FOREIGN KEY (id) REFERENCES a);
            """);

        Assert.Contains(
            new Dependency(new ObjectId(ObjectKind.Constraint, "r", "fk"), new ObjectId(ObjectKind.Constraint, "m", "m_pkey")),
            schema.Dependencies);
        Assert.DoesNotContain(schema.Dependencies, dependency => dependency.Dependent == new ObjectId(ObjectKind.Constraint, "m", "m_pkey") && dependency.Needs.Name == "a");
    }
}
