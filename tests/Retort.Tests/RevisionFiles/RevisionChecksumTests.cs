using FsCheck;
using FsCheck.Fluent;
using Retort.RevisionFiles;
using Retort.Revisions;

namespace Retort.Tests.RevisionFiles;

/// <summary>What is comment or layout does not change the checksum of a revision, and everything else does.</summary>
public class RevisionChecksumTests
{
    private static readonly string[] CSharp =
    [
        "[Revision(\"a\")]", "public", "sealed", "class", "A", ":", "Migration", "{", "public", "override", "void", "Upgrade", "(", "MigrationBuilder", "db", ")", "{",
        "using", "var", "x", "=", "F", "(", "$\"{{ {d[\"k\"]} // no comment\"", ",", "@\"c:\\ \"\" /* nor this */\"", ",", "'\\''", ",", "1.5e3", ")", ";",
        "db", ".", "Sql", "(", "\"\"\" INSERT 'x' -- y \"\"\"", ")", ";", "a", "=", "b", "++", "+", "c", ";", "}", "}",
    ];

    private static readonly string[] Sql =
    [
        "CREATE", "TABLE", "t", "(", "id", "integer", ",", "\"n --\"", "text", "DEFAULT", "'it''s /* no comment */'", ")", ";", "INSERT", "INTO", "t", "VALUES", "(", "1.5", ",", "$$ a; b $$", ")", ";",
    ];

    private static readonly Gen<string> CSharpGap = Gen.Elements(" ", "\n", "\r\n", "\t", "  \n\n", " // it's a comment \"\n", "/* [Revision(\"b\")] ' \" */", "\n#region x's\n", "\n#pragma warning disable CS1591\n", "\n/// <summary>\n");
    private static readonly Gen<string> SqlGap = Gen.Elements(" ", "\n", "\r\n", "\t", "  \n\n", " -- it's a comment; \"\n", "/* ; ' */");

    [Fact]
    public void Comments_and_layout_of_CSharp_do_not_count() => Unchanged(CSharp, CSharpGap, OfCSharp);

    [Fact]
    public void Comments_and_layout_of_SQL_do_not_count() => Unchanged(Sql, SqlGap, OfSql);

    [Fact]
    public void Every_token_of_the_body_of_a_class_counts() => Changed(CSharp[8..], tokens => OfCSharp(string.Join(' ', [.. CSharp[..8], .. tokens])));

    [Fact]
    public void Every_token_of_SQL_counts() => Changed(Sql, tokens => OfSql(string.Join(' ', tokens)));

    [Theory]
    [InlineData("x = a++ + b;", "x = a + ++b;")]
    [InlineData("x = - -a;", "x = --a;")]
    [InlineData("F(\"a b\");", "F(\"a  b\");")]
    [InlineData("F(\"a\");", "F(@\"a\");")]
    [InlineData("F(\"\"\"\n  a\n  b\n  \"\"\");", "F(\"\"\"\n  a\n   b\n  \"\"\");")]
    [InlineData("#if A\nF();\n#endif", "#if !A\nF();\n#endif")]
    [InlineData("#if A\nF();\n#endif", "F();")]
    [InlineData("G(); using var c = F(1);", "G(); using var c = F(2);")]
    [InlineData("Ab();", "A b();")]
    public void A_change_of_what_runs_counts(string one, string other) => Assert.NotEqual(OfBody(one), OfBody(other));

    [Theory]
    [InlineData("F(\"\"\"\n    a\n      b\n    \"\"\");", "F(\"\"\"\n  a\n    b\n  \"\"\");")]
    [InlineData("F(@\"a\r\nb\");", "F(@\"a\nb\");")]
    [InlineData("#if A && B\nF();\n#endif", "# if A&&B // why\nF();\n#endif // A")]
    public void Layout_inside_of_a_token_does_not_count(string one, string other) => Assert.Equal(OfBody(one), OfBody(other));

    [Fact]
    public void The_header_and_the_namespaces_in_use_do_not_count_but_an_alias_does()
    {
        const string Class = "class A : Migration { }";
        var plain = OfCSharp($"[Revision(\"a\")] {Class}");

        Assert.Equal(plain, OfCSharp($"using System.Text; using static System.Math;\n[Revision(\"a\", Revises = \"b\", Transactional = false)] {Class}"));
        Assert.NotEqual(plain, OfCSharp($"using T = System.Text.Json;\n[Revision(\"a\")] {Class}"));
    }

    [Fact]
    public void The_sections_of_a_SQL_revision_count_wherever_they_stand()
    {
        Assert.Equal(OfFile("-- upgrade\nA\n-- downgrade\nB"), OfFile("-- downgrade\nB\n-- upgrade\nA"));
        Assert.NotEqual(OfFile("-- upgrade\nA\n-- downgrade\nB"), OfFile("-- upgrade\nA B\n-- downgrade\n"));
        Assert.NotEqual(OfFile("-- upgrade\nA\n-- upgrade: sqlite\nB"), OfFile("-- upgrade\nA\n-- upgrade: postgresql\nB"));
        Assert.Equal(OfFile("-- upgrade\nA"), OfFile("-- message: Another\n-- labels: x\n-- upgrade\nA"));
    }

    private static void Unchanged(string[] tokens, Gen<string> gap, Func<string, Checksum> checksum) =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(gap.ArrayOf(tokens.Length + 1).ToArbitrary(), gaps =>
            Assert.Equal(checksum(string.Join(' ', tokens)), checksum(string.Concat(tokens.Zip(gaps, (token, before) => $"{before} {token}")) + gaps[^1]))));

    private static void Changed(string[] tokens, Func<string[], Checksum> checksum)
    {
        var original = checksum(tokens);
        for (var i = 0; i < tokens.Length; i++)
        {
            Assert.NotEqual(original, checksum([.. tokens[..i], .. tokens[(i + 1)..]]));
            Assert.NotEqual(original, checksum([.. tokens[..i], tokens[i].Insert(tokens[i].Length / 2, tokens[i] is [_] ? "+" : "x"), .. tokens[(i + 1)..]]));
        }
    }

    private static Checksum OfBody(string body) => OfCSharp($"[Revision(\"a\")] class A : Migration {{ void F() {{\n{body}\n}} }}");

    private static Checksum OfCSharp(string text) => CSharpRevisionFile.Parse("a.cs", text).Revisions[0].Checksum;

    private static Checksum OfSql(string text) => OfFile($"-- upgrade\n{text}");

    private static Checksum OfFile(string text) => SqlRevisionFile.Parse("a.sql", $"-- revision: a\n{text}").Revision.Checksum;
}
