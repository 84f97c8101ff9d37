using System.Collections.Immutable;
using Retort.Operations;
using Retort.Schema;

namespace Retort.Dialects;

/// <summary>Retort's two tables in a database.</summary>
/// <param name="Version">One row per current tip, in Alembic's shape, so that an Alembic database is taken over as it is.</param>
/// <param name="History">The journal: a line per revision that was run, and per statement where a revision is not one transaction. Lines are never removed.</param>
public sealed record VersionTables(ObjectName Version, ObjectName History)
{
    /// <summary>The names used unless configured otherwise: <c>retort_version</c> and <c>retort_history</c> in the default schema.</summary>
    public static VersionTables Default { get; } = new("retort_version", "retort_history");

    /// <summary>What creates the tables where they are missing, in the words of revisions, so that each dialect writes them as it writes any table.</summary>
    internal ImmutableArray<Operation> Create() => [CreateVersion(), CreateHistory()];

    private CreateTable CreateVersion()
    {
        var table = new TableBuilder(Version);
        table.Column("version_num", table.Text()).PrimaryKey();
        return table.Build() with { IfNotExists = true };
    }

    private CreateTable CreateHistory()
    {
        var table = new TableBuilder(History);
        table.Column("id", table.BigInt()).Identity().PrimaryKey();
        table.Column("revision", table.Text()).NotNull();
        table.Column("direction", table.Text()).NotNull();
        table.Column("statement", table.Int());
        table.Column("checksum", table.Text());
        table.Column("status", table.Text()).NotNull();
        table.Column("started_at", table.DateTimeOffset()).NotNull();
        table.Column("finished_at", table.DateTimeOffset());
        table.Column("duration_ms", table.BigInt());
        table.Column("applied_by", table.Text());
        table.Column("host", table.Text());
        table.Column("tool_version", table.Text());
        table.Column("tag", table.Text());
        table.Column("schema_fingerprint", table.Text());
        table.Column("error", table.Text());
        table.Column("progress", table.Text());
        return table.Build() with { IfNotExists = true };
    }
}
