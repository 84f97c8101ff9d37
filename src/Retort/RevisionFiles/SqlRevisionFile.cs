using System.Text.RegularExpressions;
using Retort.Dialects;
using Retort.Operations;
using Retort.Revisions;

namespace Retort.RevisionFiles;

/// <summary>
/// A revision written in SQL: a header of comments (<c>-- revision: ID</c>, <c>-- revises: ID</c>, ...), then the sections
/// <c>-- upgrade</c> and <c>-- downgrade</c>. A section for one engine (<c>-- upgrade: sqlite</c>) is taken there instead of the plain one.
/// </summary>
internal sealed partial class SqlRevisionFile
{
    private readonly Dictionary<(string Direction, string? Engine), Section> _sections;

    private SqlRevisionFile(Revision revision, Dictionary<(string, string?), Section> sections)
    {
        Revision = revision;
        _sections = sections;
    }

    public Revision Revision { get; }

    /// <summary>Reads a file's text.</summary>
    /// <exception cref="RevisionFileException">The header or the sections are not as they must be.</exception>
    public static SqlRevisionFile Parse(string path, string text)
    {
        var revision = new Revision { Id = default, Source = new SourceLocation(path, 1) };
        var sections = new Dictionary<(string, string?), Section>();
        var keys = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        (string Direction, string? Engine)? open = null;
        var opened = (Offset: 0, Line: 0);
        var (offset, number) = (0, 0);
        foreach (var line in text.Split('\n'))
        {
            number++;
            var location = new SourceLocation(path, number);
            if (SectionLine().Match(line) is { Success: true } section)
            {
                Close(offset);
                var engine = section.Groups["engine"] is { Success: true, Value: var name } ? Engine(name, location) : null;
                open = (section.Groups["direction"].Value.ToUpperInvariant(), engine);
                opened = (offset + line.Length + 1, number + 1);
                if (sections.ContainsKey(open.Value))
                {
                    throw new RevisionFileException("RT0312", $"The section \"{line.Trim()}\" is there twice.", location, "Join the two.");
                }
            }
            else if (open is null && HeaderLine().Match(line) is { Success: true } header)
            {
                var key = header.Groups["key"].Value;
                if (!keys.Add(key))
                {
                    throw new RevisionFileException("RT0316", $"The header says \"{key}\" twice.", location, "Keep one of them.");
                }

                revision = RevisionHeader.Set(revision, key, header.Groups["value"].Value.Trim(), location)
                    ?? throw new RevisionFileException(
                        "RT0311", $"\"{key}\" is not a key of a header.", location, "The keys are revision, revises, created, message, depends-on, labels and transactional.");
            }
            else if (open is null && line.AsSpan().Trim() is { IsEmpty: false } rest && !rest.StartsWith("--", StringComparison.Ordinal))
            {
                throw new RevisionFileException("RT0313", "SQL stands before the section it belongs to.", location, "Write a line \"-- upgrade\" above it.");
            }

            offset += line.Length + 1;
        }

        Close(text.Length + 1);
        if (revision.Id.Value.Length == 0)
        {
            throw new RevisionFileException("RT0310", "The file has no revision id.", new SourceLocation(path, 1), "Write \"-- revision: ID\" in its first line.");
        }

        if (!sections.Keys.Any(key => key.Item1 == "UPGRADE"))
        {
            throw new RevisionFileException("RT0314", "The file has no upgrade.", new SourceLocation(path, number), "Write a line \"-- upgrade\" and the SQL below it.");
        }

        return new SqlRevisionFile(revision with { Checksum = ChecksumOf(sections) }, sections);

        void Close(int end)
        {
            if (open is { } section)
            {
                sections.Add(section, new Section(text[Math.Min(opened.Offset, text.Length)..Math.Min(Math.Max(end - 1, opened.Offset), text.Length)], new SourceLocation(path, opened.Line, 1)));
            }
        }
    }

    public Migration ToMigration() => new SqlMigration(this);

    private static Checksum ChecksumOf(Dictionary<(string Direction, string? Engine), Section> sections) =>
        Checksum.OfTokens(sections
            .OrderBy(pair => pair.Key.Direction, StringComparer.Ordinal)
            .ThenBy(pair => pair.Key.Engine, StringComparer.Ordinal)
            .SelectMany(pair => SqlScript.Tokens(pair.Value.Sql).Prepend($"-- {pair.Key.Direction}: {pair.Key.Engine}")));

    private static string Engine(string name, SourceLocation location) => name.ToUpperInvariant() switch
    {
        "POSTGRESQL" => "postgresql",
        "SQLITE" => "sqlite",
        _ => throw new RevisionFileException("RT0315", $"\"{name}\" is not an engine.", location, "The engines are postgresql and sqlite."),
    };

    [GeneratedRegex(@"^\s*--\s*(?<direction>upgrade|downgrade)\s*(:\s*(?<engine>\w+)\s*)?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex SectionLine();

    [GeneratedRegex(@"^\s*--\s*(?<key>[A-Za-z][A-Za-z-]*):(?<value>.*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex HeaderLine();

    private sealed record Section(string Sql, SourceLocation Origin);

    private sealed class SqlMigration(SqlRevisionFile file) : Migration
    {
        public override void Upgrade(MigrationBuilder db) => Add(db, "UPGRADE");

        public override void Downgrade(MigrationBuilder db) => Add(db, "DOWNGRADE");

        private void Add(MigrationBuilder db, string direction)
        {
            if (file._sections.TryGetValue((direction, db.Context.Engine), out var section) || file._sections.TryGetValue((direction, null), out section))
            {
                if (SqlScript.Tokens(section.Sql).Any())
                {
                    db.Add(new ExecuteSql(section.Sql) { Origin = section.Origin });
                }
            }
            else
            {
                throw new IrreversibleMigrationException();
            }
        }
    }
}
