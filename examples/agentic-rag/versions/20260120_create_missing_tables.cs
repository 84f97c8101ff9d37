using Retort;
using Retort.Schema;

/// <summary>Create the tables of teams, conversations, the inner life of agents, flow graphs and observability.</summary>
[Revision("20260120_create_missing_tables", Revises = "20260115220929", Created = "2026-01-20T09:00:00Z")]
public sealed class CreateMissingTables : Migration
{
    public override void Upgrade(MigrationBuilder db)
    {
        CreateOrganizations(db);
        CreateAccountTables(db);
        CreateConversations(db);
        CreateAgentTables(db);
        CreateFlowGraphs(db);
        CreateObservability(db);
    }

    public override void Downgrade(MigrationBuilder db)
    {
        db.DropTable("event_store");
        db.DropTable("query_logs");
        db.DropTable("tool_executions");
        db.DropTable("knowledge_graphs");
        db.DropTable("agentflow_edges");
        db.DropTable("agentflow_agents");
        db.DropTable("agent_memories");
        db.DropTable("agent_executions");
        db.DropTable("agent_knowledgebases");
        db.DropTable("agent_tools");
        db.DropTable("agent_versions");
        db.DropTable("bookmarks");
        db.DropTable("feedback");
        db.DropTable("conversation_shares");
        db.DropTable("conversations");
        db.DropTable("notifications");
        db.DropTable("api_keys");
        db.DropTable("user_settings");
        db.DropTable("teams");
        db.DropTable("organizations");
    }

    private static void CreateOrganizations(MigrationBuilder db)
    {
        db.CreateTable("organizations", t =>
        {
            t.Column("id", t.Uuid()).PrimaryKey();
            t.Column("slug", t.String(63)).NotNull().Unique().Check("slug = lower(slug)");
            t.Column("name", t.String(100)).NotNull();
            t.Column("plan", t.String(20)).NotNull().Default("free").Check("plan IN ('free', 'team', 'enterprise')");
            t.Column("settings", t.Json()).NotNull().Default("{}");
            t.Column("created_by", t.Uuid()).References("users", onDelete: ReferentialAction.SetNull).Index();
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
        });

        db.CreateTable("teams", t =>
        {
            t.Column("id", t.Uuid()).PrimaryKey();
            t.Column("organization_id", t.Uuid()).NotNull().References("organizations", onDelete: ReferentialAction.Cascade);
            t.Column("lead_id", t.Uuid()).References("users", onDelete: ReferentialAction.SetNull).Index();
            t.Column("name", t.String(100)).NotNull();
            t.Column("description", t.Text());
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Index(["organization_id", IndexKey.OfSql("lower(name)")], "uq_teams_organization_id_name_lower").Unique();
        });
    }

    private static void CreateAccountTables(MigrationBuilder db)
    {
        db.CreateTable("user_settings", t =>
        {
            t.Column("user_id", t.Uuid()).PrimaryKey().References("users", onDelete: ReferentialAction.Cascade);
            t.Column("theme", t.String(10)).NotNull().Default("system").Check("theme IN ('system', 'light', 'dark')");
            t.Column("locale", t.String(10)).NotNull().Default("en");
            t.Column("default_model", t.String(100));
            t.Column("preferences", t.Json()).NotNull().Default("{}");
            t.Column("updated_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
        });

        db.CreateTable("api_keys", t =>
        {
            t.Column("id", t.Uuid()).PrimaryKey();
            t.Column("user_id", t.Uuid()).NotNull().References("users", onDelete: ReferentialAction.Cascade).Index();
            t.Column("organization_id", t.Uuid()).References("organizations", onDelete: ReferentialAction.Cascade).Index();
            t.Column("name", t.String(100)).NotNull();
            t.Column("key_prefix", t.String(12)).NotNull();
            t.Column("key_hash", t.Char(64)).NotNull().Unique();
            t.Column("scopes", t.Json()).NotNull().Default("[]");
            t.Column("expires_at", t.DateTimeOffset());
            t.Column("last_used_at", t.DateTimeOffset());
            t.Column("revoked_at", t.DateTimeOffset());
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Index(["user_id", "name"], "uq_api_keys_user_id_name_active").Unique().Where("revoked_at IS NULL");
        });

        db.CreateTable("notifications", t =>
        {
            t.Column("id", t.Uuid()).PrimaryKey();
            t.Column("user_id", t.Uuid()).NotNull().References("users", onDelete: ReferentialAction.Cascade);
            t.Column("kind", t.String(50)).NotNull();
            t.Column("title", t.String(255)).NotNull();
            t.Column("body", t.Text());
            t.Column("link", t.String(500));
            t.Column("read_at", t.DateTimeOffset());
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Index(["user_id", IndexKey.FromString("created_at").Descending()]);
            t.Index(["user_id"], "ix_notifications_unread").Where("read_at IS NULL");
        });
    }

    private static void CreateConversations(MigrationBuilder db)
    {
        db.CreateTable("conversations", t =>
        {
            t.Column("id", t.Uuid()).PrimaryKey();
            t.Column("user_id", t.Uuid()).NotNull().References("users", onDelete: ReferentialAction.Cascade).Index();
            t.Column("session_id", t.Uuid()).Unique().References("sessions", onDelete: ReferentialAction.SetNull);
            t.Column("agent_id", t.Uuid()).References("agents", onDelete: ReferentialAction.SetNull).Index();
            t.Column("team_id", t.Uuid()).References("teams", onDelete: ReferentialAction.SetNull).Index();
            t.Column("title", t.String(255)).NotNull();
            t.Column("summary", t.Text());
            t.Column("is_pinned", t.Bool()).NotNull().Default(false);
            t.Column("archived_at", t.DateTimeOffset());
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Column("updated_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Index(["user_id", IndexKey.FromString("updated_at").Descending()], "ix_conversations_recent").Where("archived_at IS NULL");
        });

        db.CreateTable("conversation_shares", t =>
        {
            t.Column("conversation_id", t.Uuid()).NotNull().References("conversations", onDelete: ReferentialAction.Cascade);
            t.Column("user_id", t.Uuid()).NotNull().References("users", onDelete: ReferentialAction.Cascade).Index();
            t.Column("permission", t.String(10)).NotNull().Default("read").Check("permission IN ('read', 'comment', 'write')");
            t.Column("shared_by", t.Uuid()).References("users", onDelete: ReferentialAction.SetNull).Index();
            t.Column("expires_at", t.DateTimeOffset());
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.PrimaryKey(["conversation_id", "user_id"]);
        });

        db.CreateTable("feedback", t =>
        {
            t.Column("id", t.Uuid()).PrimaryKey();
            t.Column("message_id", t.Uuid()).NotNull().References("messages", onDelete: ReferentialAction.Cascade);
            t.Column("user_id", t.Uuid()).NotNull().References("users", onDelete: ReferentialAction.Cascade).Index();
            t.Column("rating", t.SmallInt()).NotNull().Check("rating IN (-1, 1)");
            t.Column("comment", t.Text());
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Unique(["message_id", "user_id"]);
        });

        db.CreateTable("bookmarks", t =>
        {
            t.Column("user_id", t.Uuid()).NotNull().References("users", onDelete: ReferentialAction.Cascade);
            t.Column("message_id", t.Uuid()).NotNull().References("messages", onDelete: ReferentialAction.Cascade).Index();
            t.Column("note", t.Text());
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.PrimaryKey(["user_id", "message_id"]);
        });
    }

    private static void CreateAgentTables(MigrationBuilder db)
    {
        db.CreateTable("agent_versions", t =>
        {
            t.Column("agent_id", t.Uuid()).NotNull().References("agents", onDelete: ReferentialAction.Cascade);
            t.Column("version", t.Int()).NotNull().Check("version > 0");
            t.Column("definition", t.Json()).NotNull();
            t.Column("change_note", t.Text());
            t.Column("created_by", t.Uuid()).References("users", onDelete: ReferentialAction.SetNull).Index();
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.PrimaryKey(["agent_id", "version"]);
        });

        db.CreateTable("agent_tools", t =>
        {
            t.Column("agent_id", t.Uuid()).NotNull().References("agents", onDelete: ReferentialAction.Cascade);
            t.Column("tool_id", t.Uuid()).NotNull().References("tools", onDelete: ReferentialAction.Cascade).Index();
            t.Column("config", t.Json()).NotNull().Default("{}");
            t.Column("needs_approval", t.Bool()).NotNull().Default(false);
            t.PrimaryKey(["agent_id", "tool_id"]);
        });

        db.CreateTable("agent_knowledgebases", t =>
        {
            t.Column("agent_id", t.Uuid()).NotNull().References("agents", onDelete: ReferentialAction.Cascade);
            t.Column("knowledge_base_id", t.Uuid()).NotNull().References("knowledge_bases", onDelete: ReferentialAction.Cascade).Index();
            t.Column("top_k", t.Int()).NotNull().Default(5).Check("top_k BETWEEN 1 AND 100");
            t.Column("min_score", t.Double()).NotNull().Default(0.0).Check("min_score BETWEEN 0 AND 1");
            t.PrimaryKey(["agent_id", "knowledge_base_id"]);
        });

        // An execution belongs to the version that ran: the pair is the key, so both come and go together.
        db.CreateTable("agent_executions", t =>
        {
            t.Column("id", t.Uuid()).PrimaryKey();
            t.Column("agent_id", t.Uuid()).NotNull();
            t.Column("agent_version", t.Int()).NotNull();
            t.Column("flow_execution_id", t.Uuid()).References("flow_executions", onDelete: ReferentialAction.Cascade).Index();
            t.Column("conversation_id", t.Uuid()).References("conversations", onDelete: ReferentialAction.SetNull).Index();
            t.Column("status", t.String(10)).NotNull().Default("running").Check("status IN ('running', 'succeeded', 'failed', 'cancelled')");
            t.Column("input", t.Json()).NotNull().Default("{}");
            t.Column("output", t.Json());
            t.Column("error", t.Text());
            t.Column("total_tokens", t.Int()).NotNull().Default(0).Check("total_tokens >= 0");
            t.Column("cost_usd", t.Decimal(12, 6)).NotNull().Default(0m).Check("cost_usd >= 0");
            t.Column("started_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Column("finished_at", t.DateTimeOffset());
            t.ForeignKey(["agent_id", "agent_version"], "agent_versions", ["agent_id", "version"], onDelete: ReferentialAction.Cascade);
            t.Index(["agent_id", "agent_version", "started_at"]);
            t.Index(["started_at"], "ix_agent_executions_running").Where("status = 'running'");
        });

        db.CreateTable("agent_memories", t =>
        {
            t.Column("id", t.Uuid()).PrimaryKey();
            t.Column("agent_id", t.Uuid()).NotNull().References("agents", onDelete: ReferentialAction.Cascade);
            t.Column("user_id", t.Uuid()).References("users", onDelete: ReferentialAction.Cascade).Index();
            t.Column("kind", t.String(10)).NotNull().Check("kind IN ('fact', 'episode', 'skill')");
            t.Column("content", t.Text()).NotNull();
            t.Column("embedding", t.Bytes());
            t.Column("importance", t.Double()).NotNull().Default(0.5).Check("importance BETWEEN 0 AND 1");
            t.Column("expires_at", t.DateTimeOffset());
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Index(["agent_id", "kind", IndexKey.FromString("importance").Descending()]);
            t.Index(["expires_at"]).Where("expires_at IS NOT NULL");
        });
    }

    private static void CreateFlowGraphs(MigrationBuilder db)
    {
        db.CreateTable("agentflow_agents", t =>
        {
            t.Column("agentflow_id", t.Uuid()).NotNull().References("agentflows", onDelete: ReferentialAction.Cascade);
            t.Column("node_key", t.String(50)).NotNull();
            t.Column("agent_id", t.Uuid()).NotNull().References("agents", onDelete: ReferentialAction.Restrict).Index();
            t.Column("role", t.String(20)).NotNull().Default("worker").Check("role IN ('entry', 'worker', 'supervisor', 'exit')");
            t.Column("config", t.Json()).NotNull().Default("{}");
            t.PrimaryKey(["agentflow_id", "node_key"]);
            t.Index(["agentflow_id"], "uq_agentflow_agents_entry").Unique().Where("role = 'entry'");
        });

        // Both ends carry the flow's id, so an edge cannot join the nodes of two flows.
        db.CreateTable("agentflow_edges", t =>
        {
            t.Column("agentflow_id", t.Uuid()).NotNull();
            t.Column("source_key", t.String(50)).NotNull();
            t.Column("target_key", t.String(50)).NotNull();
            t.Column("condition", t.Text());
            t.Column("priority", t.Int()).NotNull().Default(0);
            t.PrimaryKey(["agentflow_id", "source_key", "target_key"]);
            t.ForeignKey(
                ["agentflow_id", "source_key"], "agentflow_agents", ["agentflow_id", "node_key"],
                onDelete: ReferentialAction.Cascade, onUpdate: ReferentialAction.Cascade);
            t.ForeignKey(
                ["agentflow_id", "target_key"], "agentflow_agents", ["agentflow_id", "node_key"],
                onDelete: ReferentialAction.Cascade, onUpdate: ReferentialAction.Cascade);
            t.Check("ck_agentflow_edges_no_loop", "source_key <> target_key");
            t.Index(["agentflow_id", "target_key"]);
        });

        db.CreateTable("knowledge_graphs", t =>
        {
            t.Column("id", t.Uuid()).PrimaryKey();
            t.Column("knowledge_base_id", t.Uuid()).NotNull().References("knowledge_bases", onDelete: ReferentialAction.Cascade);
            t.Column("name", t.String(100)).NotNull();
            t.Column("ontology", t.Json()).NotNull().Default("{}");
            t.Column("entity_count", t.Int()).NotNull().Default(0);
            t.Column("relation_count", t.Int()).NotNull().Default(0);
            t.Column("built_at", t.DateTimeOffset());
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Unique(["knowledge_base_id", "name"]);
        });
    }

    private static void CreateObservability(MigrationBuilder db)
    {
        db.CreateTable("tool_executions", t =>
        {
            t.Column("id", t.BigInt()).Identity().PrimaryKey();
            t.Column("agent_execution_id", t.Uuid()).NotNull().References("agent_executions", onDelete: ReferentialAction.Cascade).Index();
            t.Column("tool_id", t.Uuid()).References("tools", onDelete: ReferentialAction.SetNull);
            t.Column("tool_name", t.String(100)).NotNull();
            t.Column("arguments", t.Json()).NotNull().Default("{}");
            t.Column("result", t.Json());
            t.Column("error", t.Text());
            t.Column("duration_ms", t.Int()).Check("duration_ms >= 0");
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Index(["tool_id", "created_at"]);
            t.Index(["created_at"], "ix_tool_executions_failed").Where("error IS NOT NULL");
        });

        db.CreateTable("query_logs", t =>
        {
            t.Column("id", t.BigInt()).Identity().PrimaryKey();
            t.Column("user_id", t.Uuid()).References("users", onDelete: ReferentialAction.SetNull);
            t.Column("knowledge_base_id", t.Uuid()).References("knowledge_bases", onDelete: ReferentialAction.Cascade);
            t.Column("query_text", t.Text()).NotNull();
            t.Column("rewritten_query", t.Text());
            t.Column("result_count", t.Int()).NotNull().Default(0);
            t.Column("top_score", t.Double());
            t.Column("latency_ms", t.Int()).NotNull().Check("latency_ms >= 0");
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Index(["user_id", "created_at"]);
            t.Index(["knowledge_base_id", "created_at"]);
            t.Index(["created_at"], "ix_query_logs_unanswered").Where("result_count = 0");
        });

        db.CreateTable("event_store", t =>
        {
            t.Column("position", t.BigInt()).Identity().PrimaryKey();
            t.Column("stream_id", t.Uuid()).NotNull();
            t.Column("stream_version", t.Int()).NotNull().Check("stream_version > 0");
            t.Column("event_type", t.String(100)).NotNull().Index();
            t.Column("payload", t.Json()).NotNull();
            t.Column("metadata", t.Json()).NotNull().Default("{}");
            t.Column("occurred_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Unique(["stream_id", "stream_version"]);
        });

        // The log only ever grows, in the order of time: a few kilobytes of BRIN find a day as well as a B-tree would.
        if (db.IsPostgreSql)
        {
            db.CreateIndex("ix_event_store_occurred_at", "event_store", ["occurred_at"]).Using("brin");
        }
        else
        {
            db.CreateIndex("ix_event_store_occurred_at", "event_store", ["occurred_at"]);
        }
    }
}
