using Retort.Linting;
using Retort.Revisions;

namespace Retort.RevisionFiles;

/// <summary>The name of a section: its direction, and the only engine it is for.</summary>
internal sealed record SqlSectionName(Direction Direction, string? Engine)
{
    /// <summary>The line that begins the section.</summary>
    public override string ToString() => $"-- {(Direction == Direction.Upgrade ? "upgrade" : "downgrade")}{(Engine is null ? "" : $": {Engine}")}";
}

/// <summary>A section: its SQL, and where that starts.</summary>
internal sealed record SqlSection(string Sql, SourceLocation Origin);

/// <summary>Reads the header and the sections of a revision written in SQL, line by line.</summary>
internal sealed class SqlHeaderReader(string path, string text)
{
    private readonly Dictionary<SqlSectionName, SqlSection> _sections = [];
    private readonly HashSet<string> _keys = [];
    private (SqlSectionName Name, int Offset, int Line)? _open;
    private bool _inBlockComment;

    // A header is a block of comment lines. A key that is none is an error there; in other blocks it is a comment like any other.
    private bool _blockHasKey;
    private (string Key, SourceLocation Location)? _blockForeign;

    public Revision Revision { get; private set; } = new() { Id = default, Source = new SourceLocation(path, 1) };

    public IReadOnlyDictionary<SqlSectionName, SqlSection> Sections => _sections;

    /// <exception cref="RevisionFileException">The header or the sections are not as they must be.</exception>
    public void Read()
    {
        var (offset, number) = (0, 0);
        var sectionHasSql = false;
        foreach (var line in text.Split('\n'))
        {
            var location = new SourceLocation(path, ++number);
            if (!_inBlockComment && TryReadSection(line, out var direction, out var engine))
            {
                Close(offset - 1);
                Open(new SqlSectionName(direction, engine is null ? null : Engine(engine, location)), line, offset, location);
                sectionHasSql = false;
            }
            else if (_open is null)
            {
                ReadHeaderLine(line, location);
            }
            else
            {
                sectionHasSql |= !line.AsSpan().Trim().StartsWith("--", StringComparison.Ordinal) && !line.AsSpan().IsWhiteSpace();
                RefuseKey(line, sectionHasSql, location);
            }

            offset += line.Length + 1;
        }

        Close(text.Length);
        if (Revision.Id.Value.Length == 0)
        {
            throw NoId();
        }

        if (!_sections.Keys.Any(name => name.Direction == Direction.Upgrade))
        {
            throw new RevisionFileException("RT0314", "The file has no upgrade.", new SourceLocation(path, number), "Write a line \"-- upgrade\" and the SQL below it.");
        }
    }

    /// <summary>Whether a line begins a section.</summary>
    public static bool BeginsSection(string line) => TryReadSection(line, out _, out _);

    /// <summary>Whether a line means more than a comment does: it begins a section, or is of a header.</summary>
    public static bool IsDirective(string line) =>
        BeginsSection(line) || (TryReadEntry(line, out var key, out _) && RevisionHeader.IsKey(key));

    private void Open(SqlSectionName name, string line, int offset, SourceLocation location)
    {
        _open = (name, Math.Min(offset + line.Length + 1, text.Length), location.Line + 1);
        if (_sections.ContainsKey(name))
        {
            throw new RevisionFileException("RT0312", $"The section \"{name}\" is there twice.", location, "Join the two.");
        }
    }

    private void Close(int end)
    {
        if (_open is { } open)
        {
            _sections.Add(open.Name, new SqlSection(text[open.Offset..Math.Max(open.Offset, end)], new SourceLocation(path, open.Line, 1)));
        }
    }

    private void ReadHeaderLine(string line, SourceLocation location)
    {
        var content = line.AsSpan().Trim();
        if (_inBlockComment || content.StartsWith("/*", StringComparison.Ordinal))
        {
            _inBlockComment = !content.EndsWith("*/", StringComparison.Ordinal);
        }
        else if (content.IsEmpty)
        {
            (_blockHasKey, _blockForeign) = (false, null);
        }
        else if (LintSuppression.Parse(line, location) is { } ignored)
        {
            Revision = Revision with { Ignored = Revision.Ignored.Add(ignored) };
        }
        else if (TryReadEntry(line, out var key, out var value))
        {
            ReadKey(key, value, location);
        }
        else if (!content.StartsWith("--", StringComparison.Ordinal))
        {
            throw _keys.Count == 0 ? NoId() : new RevisionFileException("RT0313", "SQL stands before the section it belongs to.", location, "Write a line \"-- upgrade\" above it.");
        }
    }

    private void ReadKey(string key, string value, SourceLocation location)
    {
        if (RevisionHeader.IsKey(key))
        {
            _blockHasKey = true;
            Revision = _keys.Add(RevisionHeader.Normalize(key)) || RevisionHeader.IsLong(key) ? RevisionHeader.Set(Revision, key, value, location) : throw new RevisionFileException("RT0316", $"The header says \"{key}\" twice.", location, "Keep one of them.");
        }
        else
        {
            _blockForeign ??= (key, location);
        }

        if (_blockHasKey && _blockForeign is { } foreign)
        {
            throw new RevisionFileException(
                "RT0311",
                $"\"{foreign.Key}\" is not a key of a header.",
                foreign.Location,
                "The keys are revision, revises, created, message, depends-on, labels, transactional, replaces and formerly. A comment stands apart from the header by a blank line.");
        }
    }

    /// <summary>A header below <c>-- upgrade</c> would be a comment, and what it says would be lost.</summary>
    private static void RefuseKey(string line, bool sectionHasSql, SourceLocation location)
    {
        if (!sectionHasSql && TryReadEntry(line, out var key, out _) && RevisionHeader.IsKey(key))
        {
            throw new RevisionFileException("RT0319", $"\"{key}\" of the header stands below the first section.", location, "Move the line up, above \"-- upgrade\".");
        }
    }

    private RevisionFileException NoId() =>
        new("RT0310", "The file has no revision id.", new SourceLocation(path, 1), "Write \"-- revision: ID\" in its first line. A file of SQL that is no revision belongs into a folder of its own.");

    private static string Engine(string name, SourceLocation location) => name.ToUpperInvariant() switch
    {
        "POSTGRESQL" => "postgresql",
        "SQLITE" => "sqlite",
        _ => throw new RevisionFileException("RT0315", $"\"{name}\" is not an engine.", location, "The engines are postgresql and sqlite."),
    };

    /// <summary>Reads a line such as <c>-- upgrade</c> or <c>-- downgrade: sqlite</c>.</summary>
    private static bool TryReadSection(ReadOnlySpan<char> line, out Direction direction, out string? engine)
    {
        var isComment = TrySplit(line, out var word, out var name);
        direction = word.Equals("downgrade", StringComparison.OrdinalIgnoreCase) ? Direction.Downgrade : Direction.Upgrade;
        engine = name.Length > 0 ? name[1..].Trim().ToString() : null;
        return isComment && (direction == Direction.Downgrade || word.Equals("upgrade", StringComparison.OrdinalIgnoreCase)) && (engine is null || IsWord(engine));
    }

    /// <summary>Reads a line such as <c>-- revises: ID</c>. An address behind a scheme is none.</summary>
    private static bool TryReadEntry(ReadOnlySpan<char> line, out string key, out string value)
    {
        (key, value) = ("", "");
        if (!TrySplit(line, out var word, out var rest) || rest.Length == 0 || rest.StartsWith("://", StringComparison.Ordinal) || !IsKey(word))
        {
            return false;
        }

        (key, value) = (word.ToString(), rest[1..].Trim().ToString());
        return true;
    }

    /// <summary>Splits a line of comment at its first colon, which stays with what is behind it.</summary>
    private static bool TrySplit(ReadOnlySpan<char> line, out ReadOnlySpan<char> before, out ReadOnlySpan<char> rest)
    {
        var content = line.Trim();
        var isComment = content.StartsWith("--", StringComparison.Ordinal);
        content = isComment ? content[2..] : [];
        var colon = content.IndexOf(':') is >= 0 and var index ? index : content.Length;
        before = content[..colon].Trim();
        rest = content[colon..];
        return isComment;
    }

    private static bool IsKey(ReadOnlySpan<char> word)
    {
        foreach (var c in word)
        {
            if (!char.IsAsciiLetter(c) && c is not ('-' or '_'))
            {
                return false;
            }
        }

        return word.Length > 0 && char.IsAsciiLetter(word[0]);
    }

    private static bool IsWord(string text) => text.Length > 0 && text.All(c => char.IsLetterOrDigit(c) || c == '_');
}
