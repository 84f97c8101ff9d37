using FsCheck;
using FsCheck.Fluent;
using Retort.Dialects;

namespace Retort.Tests.Dialects;

public class SqlScriptTests
{
    public static TheoryData<string> HardPostgreSqlStatements =>
    [
        "SELECT 1",
        "SELECT 'a;b', 'it''s', E'it\\'s; ''', U&'\\0441;', B'01', X'ff', N'x;'",
        "SELECT E'a'\n  'b\\';c'",
        "SELECT E'a' -- the string goes on\n  'b\\';c'",
        "SELECT \"a;\"\"b\", U&\"d;\\0061t\", \"$$\"",
        "SELECT $$a;b$$, $tag$ $$ ; $other$ ' $tag$, $Ünïcode_1$;$Ünïcode_1$",
        "SELECT $1, a$b$c, 1.5e-3, 0xFF, 1_000, .5, a[1:2], x::text, y = -1, f(a => 1)",
        "SELECT 1 /* a; /* nested; */ ' \" $$ */ + 1 -- it's; fine\n + 2",
        "SELECT '{}'::jsonb ? 'a', '{}'::jsonb @> '{}', 1 <-> 2, a ~* 'x;'",
        "CREATE FUNCTION f(a int DEFAULT 1) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT CASE WHEN a > 0 THEN CASE a WHEN 1 THEN 2 END ELSE 3 END; END",
        "CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC INSERT INTO t VALUES (1); SELECT 1 AS end, t.case FROM t; DELETE FROM t; END",
        "CREATE FUNCTION begin_atomic() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; END; $$",
        "CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO a VALUES (1); INSERT INTO b VALUES (2))",
        "CREATE SCHEMA s CREATE TABLE t (id int) CREATE VIEW v AS SELECT * FROM t CREATE INDEX ON t (id)",
        "DO $do$ DECLARE a int; BEGIN EXECUTE $q$ SELECT ';' $q$; END $do$",
        "CREATE TABLE \"таблица\" (\"имя;\" text DEFAULT ';')",
        "COPY t TO '/tmp/x'",
        "COPY (SELECT 1 FROM stdin) TO '/tmp/x'",
    ];

    public static TheoryData<string> HardSqliteStatements =>
    [
        "SELECT [a;b], `c;``d`, \"e;\"\"f\", 'g;''h', x'00'",
        "SELECT ?, ?1, :a, @b, $c, 1 -> 'x', a || ';'",
        "SELECT 'a\\', ';'",
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN INSERT INTO b VALUES (1); SELECT CASE WHEN 1 THEN 2 END; END",
        "CREATE TEMP TRIGGER IF NOT EXISTS t AFTER UPDATE OF end ON a WHEN new.end > 1 BEGIN UPDATE a SET end = 1 WHERE begin = 2; SELECT end; END",
        "EXPLAIN CREATE TRIGGER t DELETE ON a BEGIN SELECT 1; END",
        "CREATE TABLE trigger_begin (a DEFAULT (';'))",
        "SELECT 1 /* not nested /* ; */ + 1",
    ];

    [Theory]
    [MemberData(nameof(HardPostgreSqlStatements))]
    public void A_hard_statement_of_PostgreSQL_stays_in_one_piece(string statement)
    {
        var script = $"-- before; it's\n{statement};\n/* between; */ ;;\nSELECT 2";

        var statements = SqlScript.Split(script, SqlSyntax.PostgreSql);

        Assert.Equal([statement, "SELECT 2"], statements.Select(found => found.Text));
    }

    [Theory]
    [MemberData(nameof(HardSqliteStatements))]
    public void A_hard_statement_of_SQLite_stays_in_one_piece(string statement)
    {
        var script = $"-- before; it's\n{statement};\n/* between; */ ;;\nSELECT 2";

        var statements = SqlScript.Split(script, SqlSyntax.Sqlite);

        Assert.Equal([statement, "SELECT 2"], statements.Select(found => found.Text));
    }

    [Fact]
    public void A_dump_of_inserts_is_split_into_its_statements()
    {
        const string Dump = """
            --
            -- PostgreSQL database dump
            --

            SET statement_timeout = 0;
            SELECT pg_catalog.set_config('search_path', '', false);

            CREATE FUNCTION public.touch() RETURNS trigger
                LANGUAGE plpgsql
                AS $_$ BEGIN NEW.at := now(); EXECUTE 'SELECT $1; --'; RETURN NEW; END; $_$;

            CREATE FUNCTION public.total(a integer) RETURNS integer
                LANGUAGE sql
                BEGIN ATOMIC
             SELECT CASE
                        WHEN (total.a > 0) THEN 1
                        ELSE 2
                    END AS "case";
             SELECT 3;
            END;

            --
            -- Data for Name: users; Type: TABLE DATA; Schema: public; Owner: -
            --

            INSERT INTO public.users VALUES (1, 'it''s; --', '\x00', E'a\\b');
            INSERT INTO public.users VALUES (2, '/* ', '*/', NULL);

            CREATE RULE quiet AS
                ON UPDATE TO public.users DO ALSO ( INSERT INTO public.log VALUES (1);
             DELETE FROM public.log;
            );

            -- PostgreSQL database dump complete
            """;

        var statements = SqlScript.Split(Dump, SqlSyntax.PostgreSql, new SourceLocation("dump.sql", 1, 1));

        Assert.Equal(
            ["SET", "SELECT", "CREATE FUNCTION public.touch", "CREATE FUNCTION public.total", "INSERT", "INSERT", "CREATE RULE"],
            statements.Select(statement => statement.Text.StartsWith("CREATE F", StringComparison.Ordinal) ? statement.Text[..statement.Text.IndexOf('(', StringComparison.Ordinal)]
                : statement.Text.StartsWith("CREATE", StringComparison.Ordinal) ? "CREATE RULE"
                : statement.Text.Split(' ')[0]));
        Assert.All(statements, statement => Assert.Equal(statement.Text, Dump.Substring(statement.Offset, statement.Text.Length)));
        Assert.Equal([5, 6, 8, 12, 26, 27, 29], statements.Select(statement => statement.Origin!.Value.Line));
    }

    [Fact]
    public void Statements_that_are_joined_in_any_way_are_parted_again()
    {
        Prop.ForAll(Gen.ListOf(Joined(HardPostgreSqlStatements)).ToArbitrary(), pieces => SplitsBack(pieces, SqlSyntax.PostgreSql)).QuickCheckThrowOnFailure();
        Prop.ForAll(Gen.ListOf(Joined(HardSqliteStatements)).ToArbitrary(), pieces => SplitsBack(pieces, SqlSyntax.Sqlite)).QuickCheckThrowOnFailure();

        static Gen<(string Statement, string After)> Joined(TheoryData<string> statements) =>
            from statement in Gen.Elements(statements.Select(row => row.Data).ToArray())
            from after in Gen.Elements(";", ";\n", " ; ;\r\n", ";-- it's; a comment\n", "/* \" ' ; */;", "\n;\t", ";;;")
            select (statement, after);

        static bool SplitsBack(IEnumerable<(string Statement, string After)> pieces, SqlSyntax syntax)
        {
            var text = string.Concat(pieces.Select(piece => piece.Statement + piece.After));
            return SqlScript.Split(text, syntax).Select(statement => statement.Text).SequenceEqual(pieces.Select(piece => piece.Statement));
        }
    }

    [Fact]
    public void Tokens_cover_any_text_from_end_to_end()
    {
        var snippets = Gen.Elements("'", "''", "\"", "$$", "$a$", "/*", "*/", "--", "\n", " ", "[", "]", "`", "\\", "E'", "U&\"", "a", "1", ".", ";", ":", "@", "?", "$1", "é", "😀", "<", "-", "+", "(", ")", "x'", "1e-", "0x");
        foreach (var syntax in (SqlSyntax[])[SqlSyntax.PostgreSql, SqlSyntax.Sqlite])
        {
            Prop.ForAll(
                Gen.ListOf(snippets).ToArbitrary(),
                list =>
                {
                    var (text, end) = (string.Concat(list), 0);
                    foreach (var token in new SqlLexer(text, syntax))
                    {
                        if (token.Start != end || token.Length == 0)
                        {
                            return false;
                        }

                        end = token.End;
                    }

                    return end == text.Length;
                }).QuickCheckThrowOnFailure();
        }
    }

    [Theory]
    [InlineData("SELECT 1", "/* licence */\nSELECT\t1 -- one", true)]
    [InlineData("SELECT a<b", "SELECT a < b", true)]
    [InlineData("SELECT 'a b'", "SELECT 'a  b'", false)]
    [InlineData("SELECT a<=b", "SELECT a< =b", false)]
    [InlineData("SELECT $$ -- a\n$$", "SELECT $$ -- b\n$$", false)]
    [InlineData("SELECT [a--b]", "SELECT [a--c]", false)]
    [InlineData("SELECT [it's], '--x'", "SELECT [it's], '--y'", false)]
    [InlineData("SELECT ab", "SELECT a b", false)]
    public void Tokens_are_the_same_for_texts_that_differ_in_comments_and_layout_only(string text, string other, bool same) =>
        Assert.Equal(same, SqlScript.Tokens(text).SequenceEqual(SqlScript.Tokens(other)));

    [Fact]
    public void Comments_around_statements_go_and_comments_inside_stay()
    {
        var statements = SqlScript.Split("-- a\nSELECT /* b */ 1 -- c\n, 2 -- d\n; -- e\n/* f */", SqlSyntax.PostgreSql);

        Assert.Equal("SELECT /* b */ 1 -- c\n, 2", Assert.Single(statements).Text);
    }

    [Fact]
    public void Each_statement_knows_its_line_and_column_in_the_file()
    {
        var statements = SqlScript.Split("SELECT 1; SELECT 2;\r\n\r\n  SELECT\n3;", SqlSyntax.PostgreSql, new SourceLocation("a.sql", 10, 5));

        Assert.Equal(
            [new("a.sql", 10, 5), new("a.sql", 10, 15), new("a.sql", 12, 3)],
            statements.Select(statement => statement.Origin!.Value));
        Assert.Equal([0, 10, 25], statements.Select(statement => statement.Offset));
    }

    [Fact]
    public void Statements_of_a_string_in_code_all_point_at_the_code()
    {
        var statements = SqlScript.Split("SELECT 1;\nSELECT 2", SqlSyntax.PostgreSql, new SourceLocation("a.cs", 42));

        Assert.All(statements, statement => Assert.Equal(new SourceLocation("a.cs", 42), statement.Origin));
    }

    [Theory]
    [InlineData("SELECT 1;\n  SELECT 'a", "RT0404", 2, 10)]
    [InlineData("SELECT 1;\nSELECT E'a\\'", "RT0404", 2, 8)]
    [InlineData("SELECT $a$ $b$", "RT0404", 1, 8)]
    [InlineData("SELECT \"a", "RT0404", 1, 8)]
    [InlineData("/* /* */", "RT0404", 1, 1)]
    [InlineData("SELECT 1;\n\\connect other\n", "RT0405", 2, 1)]
    [InlineData("\\restrict abc\nSELECT 1;", "RT0405", 1, 1)]
    [InlineData("SELECT 1 \\gexec", "RT0405", 1, 10)]
    [InlineData("SELECT 1;\nCOPY public.t (a, b) FROM stdin;\n1\t2\n\\.\n", "RT0406", 2, 1)]
    [InlineData("COPY t FROM STDIN WITH (FORMAT csv);", "RT0406", 1, 1)]
    public void What_cannot_be_split_is_refused_with_its_place(string script, string code, int line, int column)
    {
        var error = Assert.Throws<SqlScriptException>(() => SqlScript.Split(script, SqlSyntax.PostgreSql, new SourceLocation("a.sql", 1, 1)));

        Assert.Equal(code, error.Code);
        Assert.Equal(new SourceLocation("a.sql", line, column), error.Location);
        Assert.NotNull(error.Hint);
    }

    [Theory]
    [InlineData("BEGIN")]
    [InlineData("/* now */ begin isolation level serializable")]
    [InlineData("START TRANSACTION")]
    [InlineData("COMMIT AND CHAIN")]
    [InlineData("END")]
    [InlineData("ABORT")]
    [InlineData("ROLLBACK")]
    [InlineData("ROLLBACK WORK")]
    [InlineData("ROLLBACK PREPARED 'x'")]
    [InlineData("PREPARE TRANSACTION 'x'")]
    public void Transaction_control_is_refused(string statement)
    {
        var error = Assert.Throws<SqlScriptException>(
            () => SqlScript.RefuseTransactionControl(statement, SqlSyntax.PostgreSql, new SourceLocation("a.sql", 7, 1)));

        Assert.Equal("RT0407", error.Code);
        Assert.Equal(new SourceLocation("a.sql", 7, 1), error.Location);
    }

    [Theory]
    [InlineData("SAVEPOINT a")]
    [InlineData("ROLLBACK TO a")]
    [InlineData("ROLLBACK TO SAVEPOINT a")]
    [InlineData("ROLLBACK TRANSACTION TO SAVEPOINT a")]
    [InlineData("RELEASE a")]
    [InlineData("PREPARE q AS SELECT 1")]
    [InlineData("SELECT 1")]
    [InlineData("\"begin\"")]
    [InlineData("-- nothing")]
    public void Savepoints_and_other_statements_are_not_transaction_control(string statement) =>
        SqlScript.RefuseTransactionControl(statement, SqlSyntax.PostgreSql);
}
