using System.Collections.Immutable;
using Retort.Revisions;

namespace Retort.RevisionFiles;

/// <summary>
/// A C# file of a versions folder, read without compiling it. It may hold one revision, several, or none: then it is a helper
/// that the revisions beside it can use, and is part of no checksum.
/// </summary>
public sealed class CSharpRevisionFile
{
    private CSharpRevisionFile(string path, string text, ImmutableArray<Revision> revisions) =>
        (Path, Text, Revisions) = (path, text, revisions);

    /// <summary>The path of the file.</summary>
    public string Path { get; }

    /// <summary>The file's text.</summary>
    public string Text { get; }

    /// <summary>The revisions in the file.</summary>
    public ImmutableArray<Revision> Revisions { get; }

    /// <summary>Reads a file's text.</summary>
    /// <exception cref="RevisionFileException">A header is not as it must be, or a migration has none.</exception>
    public static CSharpRevisionFile Parse(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(text);
        var reader = new CSharpHeaderReader(path, CSharpLexer.Read(text));
        var revisions = reader.Read();
        var checksum = reader.Checksum();
        return new CSharpRevisionFile(path, text, [.. revisions.Select(revision => revision with { Checksum = checksum })]);
    }
}
