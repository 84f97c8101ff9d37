using Retort;

/// <summary>Let tools speak MCP and run code.</summary>
[Revision("ddc0f48e0efa", Revises = "48199ec64e6d", Created = "2025-10-23")]
public sealed class LetToolsSpeakMcpAndRunCode : Migration
{
    public override void Upgrade(MigrationBuilder db)
    {
        db.DropConstraint("tools", "ck_tools_kind");
        db.AddCheck("tools", "ck_tools_kind", "kind IN ('function', 'http', 'retriever', 'mcp', 'code')");
    }

    public override void Downgrade(MigrationBuilder db)
    {
        db.Sql("DELETE FROM tools WHERE kind IN ('mcp', 'code')");
        db.DropConstraint("tools", "ck_tools_kind");
        db.AddCheck("tools", "ck_tools_kind", "kind IN ('function', 'http', 'retriever')");
    }
}
