using Retort.Schema;

namespace Retort.Sqlite.Tests;

/// <summary>SQLite keeps what was typed: the same in other words must read equal, and what only looks the same must not.</summary>
public class SpellingTests
{
    private const string Parent = "CREATE TABLE parent (id INTEGER PRIMARY KEY, \"Two Words\" TEXT, key TEXT)";

    [Theory]
    [InlineData("a INT", "A INT", false)]
    [InlineData("a INT", "\"a\" integer", true)]
    [InlineData("a DECIMAL(10,2)", "a numeric ( 10, 2 )", true)]
    [InlineData("a Unsigned  Big INT", "a UNSIGNED BIG INT", true)]
    [InlineData("a VARCHAR(10)", "a VARCHAR(11)", false)]
    [InlineData("a DOUBLE PRECISION", "a real", true)]
    [InlineData("a BLOB", "a", true)]
    [InlineData("a TEXT", "a TEXT NULL", true)]
    [InlineData("a TEXT DEFAULT NULL", "a TEXT", true)]
    [InlineData("a TEXT COLLATE binary", "a TEXT", true)]
    [InlineData("a TEXT COLLATE nocase", "a TEXT COLLATE \"NOCASE\"", true)]
    [InlineData("a TEXT DEFAULT 'x'", "a TEXT DEFAULT ( ('x') )", true)]
    [InlineData("a TEXT DEFAULT x", "a TEXT DEFAULT 'x'", true)]
    [InlineData("a TEXT DEFAULT \"X\"", "a TEXT DEFAULT 'X'", true)]
    [InlineData("a TEXT DEFAULT 'x'", "a TEXT DEFAULT 'X'", false)]
    [InlineData("a TEXT DEFAULT 'a  b'", "a TEXT DEFAULT 'a b'", false)]
    [InlineData("a INT DEFAULT -1", "a INT DEFAULT (- /* one */ 1)", true)]
    [InlineData("a DEFAULT current_timestamp", "a DEFAULT (CURRENT_TIMESTAMP)", true)]
    [InlineData("a DEFAULT true", "a DEFAULT TRUE", true)]
    [InlineData("a DEFAULT true", "a DEFAULT \"true\"", false)]
    [InlineData("a DEFAULT (strftime('%s','now')+1)", "a DEFAULT (STRFTIME ( '%s', 'now' ) + 1)", true)]
    [InlineData("a, b AS (a+1)", "a, b GENERATED ALWAYS AS ((\"A\" + 1)) VIRTUAL", true)]
    [InlineData("a, b AS (a+1)", "a, b AS (a+1) STORED", false)]
    [InlineData("a INTEGER PRIMARY KEY", "a INTEGER, PRIMARY KEY (A)", true)]
    [InlineData("a INTEGER PRIMARY KEY", "a INTEGER NOT NULL, CONSTRAINT pk_t PRIMARY KEY (a ASC)", true)]
    [InlineData("a INTEGER PRIMARY KEY", "a INT PRIMARY KEY", false)]
    [InlineData("a INTEGER PRIMARY KEY", "a INTEGER PRIMARY KEY AUTOINCREMENT", false)]
    [InlineData("a INTEGER PRIMARY KEY AUTOINCREMENT", "a INTEGER, PRIMARY KEY (a AUTOINCREMENT)", true)]
    [InlineData("a UNIQUE", "a, CONSTRAINT uq_t_a UNIQUE (\"A\")", true)]
    [InlineData("a, b, UNIQUE (a, b)", "a, b, UNIQUE (b, a)", false)]
    [InlineData("a CHECK (a>0)", "a, CHECK(( ( [A] ) > 0 ))", false)]
    [InlineData("a CHECK (a>0)", "a, CHECK (( [A]  > -- none below\n 0 ))", true)]
    [InlineData("a CHECK (a>0)", "a, CONSTRAINT ck_t_a CHECK (a > 0)", true)]
    [InlineData("a CHECK (a != 0 AND a == a)", "a CHECK (a<>0 and a=a)", true)]
    [InlineData("a CHECK (a IN ('x', 'Y'))", "a check (a in('x','y'))", false)]
    [InlineData("a CHECK (a IN ('x', 'Y'))", "a check (a in('x','Y'))", true)]
    [InlineData("key CHECK (key <> '')", "\"key\" CHECK (\"key\"<>'')", true)]
    [InlineData("a CHECK (- - a < 1)", "a CHECK (-(-a) < 1)", false)]
    [InlineData("a CHECK (a||-1 <> ~ -2)", "a CHECK (a || - 1 <> ~-2)", true)]
    [InlineData("a CHECK (a > 0), b CHECK (b > 0) CHECK (b > 1)", "a, b, CHECK (b > 1), CHECK (b > 0), CHECK (a > 0)", true)]
    [InlineData("a REFERENCES parent", "a, FOREIGN KEY (a) REFERENCES Parent (ID) ON DELETE NO ACTION NOT DEFERRABLE", true)]
    [InlineData("a REFERENCES parent DEFERRABLE", "a REFERENCES parent DEFERRABLE INITIALLY IMMEDIATE", true)]
    [InlineData("a REFERENCES parent ON DELETE SET NULL", "a REFERENCES parent ON DELETE SET DEFAULT", false)]
    [InlineData("a REFERENCES parent MATCH FULL", "a REFERENCES parent", true)]
    public Task A_table(string left, string right, bool isSame) => ComparesAsync($"CREATE TABLE t ({left})", $"CREATE TABLE t ({right})", isSame);

    [Theory]
    [InlineData("(key)", "( \"KEY\" ASC )", true)]
    [InlineData("(key)", "(key DESC)", false)]
    [InlineData("(key COLLATE BINARY)", "(key)", true)]
    [InlineData("(key COLLATE NOCASE)", "(key)", false)]
    [InlineData("(lower(key) DESC)", "((LOWER( [key] )) desc)", true)]
    [InlineData("(lower(key) COLLATE nocase)", "((lower(key) COLLATE NOCASE))", true)]
    [InlineData("('key')", "(key)", true)]
    [InlineData("(id) WHERE key IS NOT NULL", "(id) where ((\"key\" is not null))", true)]
    [InlineData("(id) WHERE key = 'a'", "(id) WHERE key = 'A'", false)]
    public Task An_index(string left, string right, bool isSame) => ComparesAsync($"CREATE INDEX i ON parent {left}", $"CREATE INDEX i ON Parent{right}", isSame);

    [Theory]
    [InlineData("v AS SELECT id, key FROM parent", "v as select [id],\"key\" from main.parent -- all", true)]
    [InlineData("v AS SELECT id AS \"n\" FROM parent", "v AS SELECT ID AS n FROM Parent", true)]
    [InlineData("v AS SELECT id AS n FROM parent", "v AS SELECT id AS m FROM parent", false)]
    [InlineData("v (n) AS SELECT id FROM parent", "v(\"n\") AS SELECT id FROM parent", true)]
    [InlineData("v (n) AS SELECT id FROM parent", "v (m) AS SELECT id FROM parent", false)]
    [InlineData("v AS SELECT \"Two Words\" FROM parent", "v AS SELECT `two words` FROM parent", true)]
    [InlineData("v AS SELECT 'it''s' AS x", "v AS SELECT 'its' AS x", false)]
    [InlineData("v AS SELECT COUNT(*) AS n, x'00' AS y FROM parent GROUP BY key HAVING count(*) > 1", "v AS SELECT count( * ) AS n, x'00' AS y FROM parent\nGROUP BY key\nHAVING count(*)>1", true)]
    public Task A_view(string left, string right, bool isSame) => ComparesAsync($"CREATE VIEW {left}", $"CREATE VIEW {right}", isSame);

    [Theory]
    [InlineData("UPDATE ON parent BEGIN SELECT 1; END", "before update ON main.Parent FOR EACH ROW BEGIN select 1 ; END", true)]
    [InlineData("AFTER UPDATE OF key, id ON parent WHEN new.key > 'x' BEGIN DELETE FROM parent; END", "AFTER UPDATE OF \"key\", [id] ON parent\nWHEN NEW.\"KEY\">'x'\nBEGIN\n  DELETE FROM parent; -- all\nEND", true)]
    [InlineData("AFTER INSERT ON parent BEGIN SELECT RAISE(ABORT, 'no'); END", "AFTER INSERT ON parent BEGIN SELECT raise ( abort, 'No' ); END", false)]
    [InlineData("AFTER INSERT ON parent BEGIN SELECT RAISE(ABORT, 'no'); END", "AFTER INSERT ON parent BEGIN SELECT raise ( abort, 'no' ); END", true)]
    public Task A_trigger(string left, string right, bool isSame) =>
        ComparesAsync($"CREATE TRIGGER r {left}", $"CREATE TRIGGER r {right.Replace("main.Parent", "Parent", StringComparison.Ordinal)}", isSame);

    [Theory]
    [InlineData("CREATE TABLE t (a INT PRIMARY KEY, b TEXT) WITHOUT ROWID", "create table if not exists main.\"t\" (a int, b text, primary key (a)) without  rowid", true)]
    [InlineData("CREATE TABLE t (a INT PRIMARY KEY, b TEXT) WITHOUT ROWID", "CREATE TABLE t (a INT PRIMARY KEY, b TEXT)", false)]
    [InlineData("CREATE UNIQUE INDEX i ON parent (key)", "create unique index if not exists main.i on parent(\"key\")", true)]
    [InlineData("CREATE UNIQUE INDEX i ON parent (key)", "CREATE INDEX i ON parent (key)", false)]
    [InlineData("CREATE VIEW v AS SELECT 1 AS one", "CREATE VIEW IF NOT EXISTS main.v AS SELECT 1 AS one", true)]
    [InlineData("CREATE TRIGGER r AFTER INSERT ON parent BEGIN SELECT 1; END", "CREATE TRIGGER IF NOT EXISTS main.r AFTER INSERT ON parent FOR EACH ROW BEGIN SELECT 1; END", true)]
    [InlineData("CREATE TABLE t (a CHECK (a > 0 AND a < 9))", "CREATE TABLE t (a CHECK ((a > 0) AND (a < 9)))", false)]
    [InlineData("CREATE TABLE t (a); ALTER TABLE t ADD COLUMN b INT DEFAULT 1", "CREATE TABLE t (a, b INT DEFAULT (1))", true)]
    public Task A_statement(string left, string right, bool isSame) => ComparesAsync(left, right, isSame);

    private static async Task ComparesAsync(string left, string right, bool isSame)
    {
        await using var one = await TestDatabase.CreateAsync($"{Parent}; {left}");
        await using var two = await TestDatabase.CreateAsync($"{Parent}; {right}");

        var (first, second) = (SchemaText.Of(await one.ReadSchemaAsync()), SchemaText.Of(await two.ReadSchemaAsync()));

        if (isSame)
        {
            Assert.Equal(first, second);
        }
        else
        {
            Assert.NotEqual(first, second);
        }
    }
}
