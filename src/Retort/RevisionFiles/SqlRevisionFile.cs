using Retort.Dialects;
using Retort.Operations;
using Retort.Revisions;

namespace Retort.RevisionFiles;

/// <summary>
/// A revision written in SQL: a header of comments (<c>-- revision: ID</c>, <c>-- revises: ID</c>, ...), then the sections
/// <c>-- upgrade</c> and <c>-- downgrade</c>. A section for one engine (<c>-- upgrade: sqlite</c>) is taken there instead of the plain one.
/// </summary>
internal sealed class SqlRevisionFile
{
    private readonly IReadOnlyDictionary<SqlSectionName, SqlSection> _sections;

    private SqlRevisionFile(Revision revision, IReadOnlyDictionary<SqlSectionName, SqlSection> sections) =>
        (Revision, _sections) = (revision with { Checksum = ChecksumOf(sections) }, sections);

    public Revision Revision { get; }

    /// <summary>Reads a file's text.</summary>
    /// <exception cref="RevisionFileException">The header or the sections are not as they must be.</exception>
    public static SqlRevisionFile Parse(string path, string text)
    {
        var reader = new SqlHeaderReader(path, text);
        reader.Read();
        return new SqlRevisionFile(reader.Revision, reader.Sections);
    }

    public Migration ToMigration() => new SqlMigration(this);

    private static Checksum ChecksumOf(IReadOnlyDictionary<SqlSectionName, SqlSection> sections)
    {
        using var checksum = new ChecksumBuilder();
        foreach (var name in sections.Keys.OrderBy(name => name.ToString(), StringComparer.Ordinal))
        {
            checksum.Append(name.ToString());
            SqlScript.AppendTokens(checksum, sections[name].Sql);
        }

        return checksum.ToChecksum();
    }

    private sealed class SqlMigration(SqlRevisionFile file) : Migration
    {
        public override void Upgrade(MigrationBuilder db) => Add(db, Find(Direction.Upgrade, db.Context.Engine) ?? throw NoUpgrade(db));

        public override void Downgrade(MigrationBuilder db) => Add(db, Find(Direction.Downgrade, db.Context.Engine) ?? throw new IrreversibleMigrationException());

        internal override bool MayHaveDowngrade(string engine) => Find(Direction.Downgrade, engine) is not null;

        private SqlSection? Find(Direction direction, string engine) =>
            file._sections.GetValueOrDefault(new(direction, engine)) ?? file._sections.GetValueOrDefault(new(direction, null));

        private RevisionFileException NoUpgrade(MigrationBuilder db) =>
            new("RT0318", $"The file has no upgrade for {db.Context.Engine}.", file.Revision.Source, $"Write a section \"-- upgrade: {db.Context.Engine}\", empty if there is nothing to do.");

        private static void Add(MigrationBuilder db, SqlSection section)
        {
            if (SqlScript.HasTokens(section.Sql))
            {
                db.Add(new ExecuteSql(section.Sql) { Origin = section.Origin });
            }
        }
    }
}
