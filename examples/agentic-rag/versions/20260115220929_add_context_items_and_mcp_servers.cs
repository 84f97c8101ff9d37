using System;
using Retort;
using Retort.Schema;

/// <summary>Give agents context items and MCP servers, and ship the first templates that use them.</summary>
[Revision("20260115220929", Revises = "9ce227b568e8", Created = "2026-01-15T22:09:29Z")]
public sealed class AddContextItemsAndMcpServers : Migration
{
    private static readonly Guid _researcher = new("0f5d9a52-6a1e-4c0f-9d57-3c1f0b1f6a01");
    private static readonly Guid _supportDesk = new("0f5d9a52-6a1e-4c0f-9d57-3c1f0b1f6a02");

    public override void Upgrade(MigrationBuilder db)
    {
        db.AddColumn("agents", "context_items", db.Json()).NotNull().Default("[]");
        db.AddColumn("agents", "mcp_servers", db.Json()).NotNull().Default("[]");

        // Answers "which agents use this server?", by containment, which SQLite has no index for.
        if (db.IsPostgreSql)
        {
            db.CreateIndex("ix_agents_mcp_servers", "agents", [IndexKey.FromString("mcp_servers").Using("jsonb_path_ops")]).Using("gin");
        }

        db.InsertData(
            "agent_templates",
            ["id", "slug", "name", "description", "category", "is_builtin", "definition"],
            [
                _researcher, "researcher", "Researcher", "Reads the web and the knowledge base, and cites what it used.", "research", true,
                """{"kind": "retriever", "context_items": ["knowledge_base"], "mcp_servers": ["fetch", "search"]}""",
            ],
            [
                _supportDesk, "support-desk", "Support desk", "Answers from the handbook and opens a ticket when it can't.", "support", true,
                """{"kind": "assistant", "context_items": ["handbook", "customer"], "mcp_servers": ["tickets"]}""",
            ]);
    }

    public override void Downgrade(MigrationBuilder db)
    {
        db.DeleteData("agent_templates", [("id", _supportDesk)]);
        db.DeleteData("agent_templates", [("id", _researcher)]);

        if (db.IsPostgreSql)
        {
            db.DropIndex("ix_agents_mcp_servers");
        }

        db.DropColumn("agents", "mcp_servers");
        db.DropColumn("agents", "context_items");
    }
}
