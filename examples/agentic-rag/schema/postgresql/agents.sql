-- Agents, their tools and what they did.

CREATE TABLE tools (
    id           uuid         NOT NULL CONSTRAINT pk_tools PRIMARY KEY,
    name         varchar(100) NOT NULL,
    description  text         NOT NULL,
    kind         varchar(20)  NOT NULL,
    input_schema jsonb        NOT NULL DEFAULT '{}',
    config       jsonb        NOT NULL DEFAULT '{}',
    is_enabled   boolean      NOT NULL DEFAULT true,
    created_by   uuid,
    created_at   timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT uq_tools_name UNIQUE (name),
    CONSTRAINT ck_tools_kind CHECK (kind IN ('function', 'http', 'retriever', 'mcp', 'code')),
    CONSTRAINT fk_tools_created_by_users FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL
);

CREATE INDEX ix_tools_created_by ON tools (created_by);

CREATE TABLE prompt_templates (
    id         uuid         NOT NULL CONSTRAINT pk_prompt_templates PRIMARY KEY,
    name       varchar(100) NOT NULL,
    version    integer      NOT NULL DEFAULT 1,
    template   text         NOT NULL,
    variables  jsonb        NOT NULL DEFAULT '[]',
    is_current boolean      NOT NULL DEFAULT true,
    created_by uuid,
    created_at timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT uq_prompt_templates_name_version UNIQUE (name, version),
    CONSTRAINT ck_prompt_templates_version CHECK (version > 0),
    CONSTRAINT fk_prompt_templates_created_by_users FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL
);

CREATE INDEX ix_prompt_templates_created_by ON prompt_templates (created_by);
CREATE UNIQUE INDEX uq_prompt_templates_current ON prompt_templates (name) WHERE is_current;

CREATE TABLE agents (
    id                 uuid          NOT NULL CONSTRAINT pk_agents PRIMARY KEY,
    owner_id           uuid          NOT NULL,
    prompt_template_id uuid,
    name               varchar(100)  NOT NULL,
    description        text,
    kind               varchar(20)   NOT NULL DEFAULT 'assistant',
    model              varchar(100)  NOT NULL,
    system_prompt      text,
    temperature        numeric(3, 2) NOT NULL DEFAULT 0.7,
    max_tokens         integer       NOT NULL DEFAULT 4096,
    settings           jsonb         NOT NULL DEFAULT '{}',
    is_published       boolean       NOT NULL DEFAULT false,
    created_at         timestamptz   NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at         timestamptz   NOT NULL DEFAULT CURRENT_TIMESTAMP,
    context_items      jsonb         NOT NULL DEFAULT '[]',
    mcp_servers        jsonb         NOT NULL DEFAULT '[]',
    CONSTRAINT uq_agents_owner_id_name UNIQUE (owner_id, name),
    CONSTRAINT ck_agents_kind CHECK (kind IN ('assistant', 'retriever', 'planner', 'critic', 'router')),
    CONSTRAINT ck_agents_temperature CHECK (temperature BETWEEN 0 AND 2),
    CONSTRAINT ck_agents_max_tokens CHECK (max_tokens > 0),
    CONSTRAINT fk_agents_owner_id_users FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT fk_agents_prompt_template_id_prompt_templates
        FOREIGN KEY (prompt_template_id) REFERENCES prompt_templates (id) ON DELETE SET NULL
);

CREATE INDEX ix_agents_prompt_template_id ON agents (prompt_template_id);
CREATE INDEX ix_agents_published ON agents (updated_at) WHERE is_published;
-- Answers "which agents use this server?", by containment.
CREATE INDEX ix_agents_mcp_servers ON agents USING gin (mcp_servers jsonb_path_ops);

CREATE TABLE agent_templates (
    id          uuid         NOT NULL CONSTRAINT pk_agent_templates PRIMARY KEY,
    slug        varchar(100) NOT NULL,
    name        varchar(100) NOT NULL,
    description text         NOT NULL,
    category    varchar(50)  NOT NULL,
    definition  jsonb        NOT NULL,
    is_builtin  boolean      NOT NULL DEFAULT false,
    created_at  timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT uq_agent_templates_slug UNIQUE (slug)
);

CREATE INDEX ix_agent_templates_category ON agent_templates (category);

CREATE TABLE agent_versions (
    agent_id uuid NOT NULL,
    version integer NOT NULL,
    definition jsonb NOT NULL,
    change_note text,
    created_by uuid,
    created_at timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT fk_agent_versions_agent_id_agents FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE CASCADE,
    CONSTRAINT ck_agent_versions_version CHECK (version > 0),
    CONSTRAINT fk_agent_versions_created_by_users FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT pk_agent_versions PRIMARY KEY (agent_id, version)
);

CREATE INDEX ix_agent_versions_created_by ON agent_versions (created_by);

CREATE TABLE agent_tools (
    agent_id uuid NOT NULL,
    tool_id uuid NOT NULL,
    config jsonb DEFAULT '{}' NOT NULL,
    needs_approval boolean DEFAULT false NOT NULL,
    CONSTRAINT fk_agent_tools_agent_id_agents FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE CASCADE,
    CONSTRAINT fk_agent_tools_tool_id_tools FOREIGN KEY (tool_id) REFERENCES tools (id) ON DELETE CASCADE,
    CONSTRAINT pk_agent_tools PRIMARY KEY (agent_id, tool_id)
);

CREATE INDEX ix_agent_tools_tool_id ON agent_tools (tool_id);

CREATE TABLE agent_knowledgebases (
    agent_id uuid NOT NULL,
    knowledge_base_id uuid NOT NULL,
    top_k integer DEFAULT 5 NOT NULL,
    min_score double precision DEFAULT 0 NOT NULL,
    CONSTRAINT fk_agent_knowledgebases_agent_id_agents FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE CASCADE,
    CONSTRAINT fk_agent_knowledgebases_knowledge_base_id_knowledge_bases FOREIGN KEY (knowledge_base_id) REFERENCES knowledge_bases (id) ON DELETE CASCADE,
    CONSTRAINT ck_agent_knowledgebases_top_k CHECK (top_k BETWEEN 1 AND 100),
    CONSTRAINT ck_agent_knowledgebases_min_score CHECK (min_score BETWEEN 0 AND 1),
    CONSTRAINT pk_agent_knowledgebases PRIMARY KEY (agent_id, knowledge_base_id)
);

CREATE INDEX ix_agent_knowledgebases_knowledge_base_id ON agent_knowledgebases (knowledge_base_id);

-- An execution belongs to the version that ran: the pair is the key, so both come and go together.
CREATE TABLE agent_executions (
    id uuid NOT NULL,
    agent_id uuid NOT NULL,
    agent_version integer NOT NULL,
    flow_execution_id uuid,
    conversation_id uuid,
    status varchar(10) DEFAULT 'running' NOT NULL,
    input jsonb DEFAULT '{}' NOT NULL,
    output jsonb,
    error text,
    total_tokens integer DEFAULT 0 NOT NULL,
    cost_usd numeric(12,6) DEFAULT 0 NOT NULL,
    started_at timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
    finished_at timestamptz,
    CONSTRAINT pk_agent_executions PRIMARY KEY (id),
    CONSTRAINT fk_agent_executions_flow_execution_id_flow_executions FOREIGN KEY (flow_execution_id) REFERENCES flow_executions (id) ON DELETE CASCADE,
    CONSTRAINT fk_agent_executions_conversation_id_conversations FOREIGN KEY (conversation_id) REFERENCES conversations (id) ON DELETE SET NULL,
    CONSTRAINT ck_agent_executions_status CHECK (status IN ('running', 'succeeded', 'failed', 'cancelled')),
    CONSTRAINT ck_agent_executions_total_tokens CHECK (total_tokens >= 0),
    CONSTRAINT ck_agent_executions_cost_usd CHECK (cost_usd >= 0),
    CONSTRAINT fk_agent_executions_agent_id_agent_version_agent_versions FOREIGN KEY (agent_id, agent_version) REFERENCES agent_versions (agent_id, version) ON DELETE CASCADE
);

CREATE INDEX ix_agent_executions_flow_execution_id ON agent_executions (flow_execution_id);
CREATE INDEX ix_agent_executions_conversation_id ON agent_executions (conversation_id);
CREATE INDEX ix_agent_executions_agent_id_agent_version_started_at ON agent_executions (agent_id, agent_version, started_at);
CREATE INDEX ix_agent_executions_running ON agent_executions (started_at) WHERE status = 'running';

CREATE TABLE agent_memories (
    id uuid NOT NULL,
    agent_id uuid NOT NULL,
    user_id uuid,
    kind varchar(10) NOT NULL,
    content text NOT NULL,
    embedding bytea,
    importance double precision DEFAULT 0.5 NOT NULL,
    expires_at timestamptz,
    created_at timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_agent_memories PRIMARY KEY (id),
    CONSTRAINT fk_agent_memories_agent_id_agents FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE CASCADE,
    CONSTRAINT fk_agent_memories_user_id_users FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT ck_agent_memories_kind CHECK (kind IN ('fact', 'episode', 'skill')),
    CONSTRAINT ck_agent_memories_importance CHECK (importance BETWEEN 0 AND 1)
);

CREATE INDEX ix_agent_memories_user_id ON agent_memories (user_id);
CREATE INDEX ix_agent_memories_agent_id_kind_importance ON agent_memories (agent_id, kind, importance DESC);
CREATE INDEX ix_agent_memories_expires_at ON agent_memories (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE tool_executions (
    id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    agent_execution_id uuid NOT NULL,
    tool_id uuid,
    tool_name varchar(100) NOT NULL,
    arguments jsonb DEFAULT '{}' NOT NULL,
    result jsonb,
    error text,
    duration_ms integer,
    created_at timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_tool_executions PRIMARY KEY (id),
    CONSTRAINT fk_tool_executions_agent_execution_id_agent_executions FOREIGN KEY (agent_execution_id) REFERENCES agent_executions (id) ON DELETE CASCADE,
    CONSTRAINT fk_tool_executions_tool_id_tools FOREIGN KEY (tool_id) REFERENCES tools (id) ON DELETE SET NULL,
    CONSTRAINT ck_tool_executions_duration_ms CHECK (duration_ms >= 0)
);

CREATE INDEX ix_tool_executions_agent_execution_id ON tool_executions (agent_execution_id);
CREATE INDEX ix_tool_executions_tool_id_created_at ON tool_executions (tool_id, created_at);
CREATE INDEX ix_tool_executions_failed ON tool_executions (created_at) WHERE error IS NOT NULL;
