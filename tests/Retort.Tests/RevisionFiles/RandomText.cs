using FsCheck;
using FsCheck.Fluent;

namespace Retort.Tests.RevisionFiles;

/// <summary>Scraps of C# in any order, most of them nonsense.</summary>
internal static class RandomText
{
    public static Arbitrary<string[]> Pieces { get; } = Gen.Elements(
        "[", "]", "(", ")", "{", "}", "<", ">", ",", ";", ":", "=", "\"", "\"\"\"", "'", "\\", "@", "$", "$$", "//", "/*", "*/", "///", "\n", "\r\n", " ", "#if", "#endif", "#", "class ", "abstract ",
        "Revision", "[Revision(\"a\")]", "Migration", "Revises = ", "using ", "where ", "null", "é", "\0", "0").ArrayOf().ToArbitrary();
}
