using Retort;

/// <summary>Start the history with an empty database.</summary>
[Revision("6a00ea433c25", Created = "2025-12-15")]
public sealed class Initial : Migration
{
    public override void Upgrade(MigrationBuilder db)
    {
    }

    public override void Downgrade(MigrationBuilder db)
    {
    }
}
