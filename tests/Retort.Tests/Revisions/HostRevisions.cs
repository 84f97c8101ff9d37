namespace Retort.Tests.Revisions;

/// <summary>Revisions of a host application, as the assembly of these tests carries them.</summary>
public abstract class HostRevision : Migration
{
    public override void Downgrade(MigrationBuilder db) => db.Reverse(Upgrade);
}

[Revision("host1", Created = "2026-01-03", Labels = "host")]
public sealed class AddUsers : HostRevision
{
    public override void Upgrade(MigrationBuilder db) => db.CreateTable("users", t => t.Column("id", t.Int()).PrimaryKey());
}

[Revision("host2", Revises = "host1", Message = "Add names & more")]
internal sealed class AddNames : HostRevision
{
    public override void Upgrade(MigrationBuilder db) => db.AddColumn("users", "name", db.Text());
}

public static class Nested
{
    [Revision("host3", Revises = "host2", Transactional = false)]
    [IgnoreLint("RT-L043", Because = "nobody writes here")]
    public sealed class AddIndex : HostRevision
    {
        public override void Upgrade(MigrationBuilder db) => db.CreateIndex(null, "users", ["name"]);
    }
}
