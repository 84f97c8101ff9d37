using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Retort.RevisionFiles;
using Retort.Revisions;

namespace Retort.Tests.RevisionFiles;

public class CSharpRevisionFileTests
{
    [Fact]
    public void A_header_gives_all_its_values()
    {
        var revision = Assert.Single(Read("""
            using Retort;

            namespace App.Versions;

            /// <summary>Adds <c>plugins</c> &amp; their
            /// index.</summary>
            /// <remarks>Not this.</remarks>
            [Revision("00001_add_plugins", Revises = "8f3d9e2a1c45, other", DependsOn = "a, billing", Labels = "x,y",
                Created = "2026-01-03", Transactional = false)]
            public sealed class AddPlugins : Migration { }
            """));

        Assert.Equal("00001_add_plugins", revision.Id.Value);
        Assert.Equal(["8f3d9e2a1c45", "other"], revision.Revises.Select(id => id.Value));
        Assert.Equal(["a", "billing"], revision.DependsOn);
        Assert.Equal(["x", "y"], revision.Labels);
        Assert.Equal(new DateTimeOffset(2026, 1, 3, 0, 0, 0, TimeSpan.Zero), revision.Created);
        Assert.Equal("Adds plugins & their index", revision.Message);
        Assert.False(revision.Transactional);
        Assert.Equal(new SourceLocation("a.cs", 8), revision.Source);
    }

    [Theory]
    [InlineData("[Revision(\"a\")] public class A : Migration { }")]
    [InlineData("[RevisionAttribute(\"a\")] class A : Retort.Migration { }")]
    [InlineData("[Retort.Revision(\"a\")] class A : Migration { }")]
    [InlineData("[global::Retort.RevisionAttribute(id: \"a\")] class A : global::Retort.Migration { }")]
    [InlineData("[type: Revision(@\"a\")] class A : Migration { }")]
    [InlineData("[Revision(\"\\u0061\")] class A : Migration { }")]
    [InlineData("[Revision(\"\"\"a\"\"\", Revises = null, Message = null)] class A : Migration { }")]
    [InlineData("[Obsolete(\"x [Revision(1)]\"), Revision(\"a\")] class A : Migration { }")]
    [InlineData("[Revision(\"a\"), System.ComponentModel.Description(nameof(A))] class A : Migration { }")]
    [InlineData("[Serializable] [Revision(\"a\")] [Obsolete] internal sealed unsafe partial class A : Base, IDisposable { }")]
    [InlineData("class Outer { int x = 1; [Revision(\"a\")] public class A : Migration { } }")]
    [InlineData("[Revision(\"a\")] partial class A { } partial class A : Migration { }")]
    [InlineData("partial class A : Migration { } [Revision(\"a\")] partial class A { }")]
    [InlineData("abstract class Base : Migration { } [Revision(\"a\")] class A : Base { }")]
    [InlineData("abstract class Base; [Revision(\"a\")] class A : Migration { }")]
    [InlineData("[Revision(\"a\")] // why\n#nullable enable\n/* too */ class A /* : */ : Migration { }")]
    [InlineData("#if X\n#endif // X\n[Revision(\"a\")] class A : Migration { }")]
    [InlineData("// [Revision(\"b\")] class B : Migration\n/* [Revision(\"c\")] */ [Revision(\"a\")] class A : Migration { }")]
    [InlineData("[Revision(\"a\")] record class A : Base { }")]
    [InlineData("[Revision(\"a\")] class @class : Migration { }")]
    public void One_revision_is_found(string text) => Assert.Equal(["a"], Read(text).Select(revision => revision.Id.Value));

    [Theory]
    [InlineData("static class Help { static void F<T, U>() where T : class where U : Migration { } }")]
    [InlineData("class List<T> : IEnumerable<Migration> where T : Migration { }")]
    [InlineData("class Runner(Migration migration) : IDisposable { }")]
    [InlineData("class Names : Migration.Names { }")]
    [InlineData("abstract class Base : Migration { }")]
    [InlineData("class A { object F() => Revisions[Revision(\"a\")]; object[] G() => [Revision(\"a\")]; }")]
    [InlineData("class A { string s = \"[Revision(\\\"a\\\")] class B : Migration {\"; }")]
    public void A_helper_is_no_revision(string text) => Assert.Empty(Read(text));

    public static TheoryData<string> Strings =>
    [
        "\"a \\\" [Revision(\\\"b\\\")] class B : Migration {\"",
        "@\"a \"\" class B : Migration \\\"",
        "@\"\"\"quoted\"\" class B : Migration { \"",
        "$\"{{ class B : Migration {1}\"",
        "$\"}} {x[\"class B : Migration {\"]} {$\"{1}\"} class C : Migration {{\"",
        "$\"{(x ? \"class B : Migration {\" : '\"')}\"",
        "$@\"{x[\"class B : Migration {\"]} \"\" class C : Migration {{ \\\"",
        "@$\"\\{1}\"",
        "\"\"\"a \"\" class B : Migration { \\\"\"\"",
        "\"\"\"\"\n\"\"\"\nclass B : Migration {\n\"\"\"\"",
        "$\"\"\"{x[\"class B : Migration {\"]} \" class C : Migration {1}\"\"\"",
        "$$\"\"\"{ class B : Migration { {{x[\"a\"]}} \"\"\"",
        "\"\"",
        "'\"'",
        "'\\''",
        "\"class B : Migration {\"u8",
    ];

    [Theory]
    [MemberData(nameof(Strings))]
    public void A_string_of_any_form_stays_whole(string literal)
    {
        var revision = Assert.Single(Read($"class Help {{ object o = {literal}; }}\n[Revision(\"a\")] class A : Migration {{ }}"));

        Assert.Equal("a", revision.Id.Value);
        Assert.Equal(2 + literal.Count(c => c == '\n'), revision.Source.Line);
    }

    [Fact]
    public void A_file_may_hold_several_revisions()
    {
        var revisions = Read("""
            /// <summary>First.</summary>
            [Revision("a")] class A : Migration { /// <summary>A member.</summary>
                public int X { get; } }

            class Help { }

            /** <summary>
             *  Second...
             *  </summary> */
            [Revision("b", Revises = "a")] class B : Migration { }
            [Revision("c", Revises = "b")] class AddLastTable : Migration { }
            [Revision("d", Revises = "c", Message = "")] class D : Migration { }
            """);

        Assert.Equal([("a", "First"), ("b", "Second.."), ("c", "add last table"), ("d", "")], revisions.Select(revision => (revision.Id.Value, revision.Message)));
        Assert.Single(revisions.Select(revision => revision.Checksum).Distinct());
    }

    [Theory]
    [InlineData("RT0301", 1, "[Revision] class A : Migration { }")]
    [InlineData("RT0301", 1, "[Revision()] class A : Migration { }")]
    [InlineData("RT0301", 2, "\n[Revision(Revises = \"b\")] class A : Migration { }")]
    [InlineData("RT0302", 2, "[Revision(\"a\",\n  DownRevision = \"b\")] class A : Migration { }")]
    [InlineData("RT0302", 1, "[Revision(\"a\", revises = \"b\")] class A : Migration { }")]
    [InlineData("RT0303", 2, "\n[Revision(\"a\")] struct A { }\nclass B { }")]
    [InlineData("RT0303", 1, "[Revision(\"a\")] enum A { }")]
    [InlineData("RT0303", 1, "[Revision(\"a\")]")]
    [InlineData("RT0303", 2, "class A {\n[Revision(\"a\")] void F() { } class B { } }")]
    [InlineData("RT0304", 3, "using Retort;\n\npublic class A : Migration { }")]
    [InlineData("RT0304", 2, "[Revision(\"a\")] class A : Migration { }\nclass B : Migration { }")]
    [InlineData("RT0305", 1, "[Revision(Ids.A)] class A : Migration { }")]
    [InlineData("RT0305", 1, "[Revision(nameof(A))] class A : Migration { }")]
    [InlineData("RT0305", 1, "[Revision(\"a\" + \"b\")] class A : Migration { }")]
    [InlineData("RT0305", 1, "[Revision($\"a\")] class A : Migration { }")]
    [InlineData("RT0305", 1, "[Revision(null)] class A : Migration { }")]
    [InlineData("RT0305", 2, "[Revision(\"a\",\n  Revises = [\"b\"])] class A : Migration { }")]
    [InlineData("RT0305", 1, "[Revision(\"a\", Transactional = \"false\")] class A : Migration { }")]
    [InlineData("RT0305", 1, "[Revision(\"a\", Transactional = !true)] class A : Migration { }")]
    [InlineData("RT0305", 1, "[Revision(\"a\"")]
    [InlineData("RT0306", 1, "[Revision(\"a b\")] class A : Migration { }")]
    [InlineData("RT0306", 1, "[Revision(\"\")] class A : Migration { }")]
    [InlineData("RT0306", 2, "[Revision(\"a\",\nRevises = \"b c\")] class A : Migration { }")]
    [InlineData("RT0307", 3, "\n[Revision(\"a\",\nCreated = \"1/2/2026\")] class A : Migration { }")]
    [InlineData("RT0309", 1, "[Revision(\"a\")] public abstract class A : Migration { }")]
    [InlineData("RT0309", 2, "[Revision(\"a\")]\nabstract internal partial class A : Migration { }")]
    [InlineData("RT0309", 1, "[Revision(\"a\")] static class A { }")]
    [InlineData("RT0309", 1, "[Revision(\"a\")] class A<T> : Migration { }")]
    [InlineData("RT0317", 2, "#if DEBUG\n[Revision(\"a\")] class A : Migration { }\n#endif")]
    [InlineData("RT0317", 4, "#if A && B // x\n#else\n # if C\n[Revision(\"a\")] class A : Migration { }")]
    public void What_is_wrong_is_named_with_its_line(string code, int line, string text)
    {
        var error = Assert.Throws<RevisionFileException>(() => CSharpRevisionFile.Parse("versions/a.cs", text));

        Assert.Equal((code, new SourceLocation("versions/a.cs", line)), (error.Code, error.Location!.Value));
        Assert.NotNull(error.Hint);
    }

    [Theory]
    [InlineData("\"a\\\"b\\\\c\\n\\t\\0\\x41g\\u00e9\\U0001F600\\e\"", "a\"b\\c\n\t\0Agé😀\u001b")]
    [InlineData("@\"a\"\"b\\\"", "a\"b\\")]
    [InlineData("\"\"\"\n    a\n      \"b\"\n    \"\"\"", "a\n  \"b\"")]
    public void A_message_is_the_value_of_its_string(string literal, string value) =>
        Assert.Equal(value, Assert.Single(Read($"[Revision(\"a\", Message = {literal})] class A : Migration {{ }}")).Message);

    [Fact]
    public void Text_of_any_kind_is_read_without_a_crash() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(RandomText.Pieces, pieces =>
        {
            var error = Record.Exception(() => CSharpRevisionFile.Parse("a.cs", string.Concat(pieces)));
            Assert.True(error is null or RevisionFileException, error?.ToString());
        }));

    private static ImmutableArray<Revision> Read(string text) => CSharpRevisionFile.Parse("a.cs", text).Revisions;
}
