-- revision: 9ce227b568e8
-- created: 2026-01-10
-- message: Initial schema
-- replaces: 1892a86cf46d, 9925c2e6834f, 4bf30cbd396d, 0b0601049f43, 5d267824bfaa, d40010a8fc16
-- replaces: 11f15359b5d1, 882ac98e1107, 8299bf4b701f, 597f00f0921c, 97967ddd8594, b0547ef3a6d3
-- replaces: 517fd205e9f4, 720b272668d5, d7a6ea4c725b, 450e091496b5, 98337424e92f, e8df660e4485
-- replaces: 60b5333e426a, fdf0fc9dc903, b9d8398664ed, b9b74da07377, 5fea5fff8014, 246015ef3073
-- replaces: f0e43b35000c, cd969e997f5a, 07276be81b37, fb7d3cb7ef16, f886865f2ca2, 3f9babd2bf42
-- replaces: 34a7c5b63fc5, 8090089f36ef, 3a70e00b3fa1, c8eebfa95d93, 9d812b81f739, 48199ec64e6d
-- replaces: ddc0f48e0efa, baa6abd86438, 7e03396fb3dd, c4a11915975b, f63fe2ba16a3, 94740570873e
-- replaces: d148624e316c, 08fb2358016c, 15698183aec8, e284a8be671b, 568e652b7668
-- formerly: a2043ed3e53c4f87311a0ff1ec32458fed6343f81019946e3124f40802b81ed9

-- upgrade

-- Runs unchanged on PostgreSQL and SQLite: the application makes the ids, and SQLite takes any type name.

CREATE TABLE users (
    id              uuid         NOT NULL CONSTRAINT pk_users PRIMARY KEY,
    email           varchar(255) NOT NULL,
    display_name    varchar(100) NOT NULL,
    hashed_password varchar(255),
    role            varchar(20)  NOT NULL DEFAULT 'member',
    is_active       boolean      NOT NULL DEFAULT true,
    last_seen_at    timestamptz,
    created_at      timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at      timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT ck_users_role CHECK (role IN ('admin', 'member', 'guest'))
);

CREATE UNIQUE INDEX uq_users_email_lower ON users (lower(email));

CREATE TABLE knowledge_bases (
    id              uuid         NOT NULL CONSTRAINT pk_knowledge_bases PRIMARY KEY,
    owner_id        uuid         NOT NULL,
    name            varchar(100) NOT NULL,
    description     text,
    embedding_model varchar(100) NOT NULL,
    dimensions      integer      NOT NULL,
    chunk_size      integer      NOT NULL DEFAULT 1000,
    chunk_overlap   integer      NOT NULL DEFAULT 200,
    settings        jsonb        NOT NULL DEFAULT '{}',
    created_at      timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at      timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT uq_knowledge_bases_owner_id_name UNIQUE (owner_id, name),
    CONSTRAINT ck_knowledge_bases_dimensions CHECK (dimensions > 0),
    CONSTRAINT ck_knowledge_bases_overlap CHECK (chunk_overlap >= 0 AND chunk_overlap < chunk_size),
    CONSTRAINT fk_knowledge_bases_owner_id_users FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE TABLE documents (
    id                uuid         NOT NULL CONSTRAINT pk_documents PRIMARY KEY,
    knowledge_base_id uuid         NOT NULL,
    uploaded_by       uuid,
    title             varchar(255) NOT NULL,
    source_uri        varchar(1000),
    media_type        varchar(100) NOT NULL,
    size_bytes        bigint       NOT NULL,
    content_sha256    char(64)     NOT NULL,
    status            varchar(20)  NOT NULL DEFAULT 'pending',
    chunk_count       integer      NOT NULL DEFAULT 0,
    error             text,
    metadata          jsonb        NOT NULL DEFAULT '{}',
    created_at        timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    indexed_at        timestamptz,
    CONSTRAINT uq_documents_knowledge_base_id_content_sha256 UNIQUE (knowledge_base_id, content_sha256),
    CONSTRAINT ck_documents_size_bytes CHECK (size_bytes >= 0),
    CONSTRAINT ck_documents_status CHECK (status IN ('pending', 'indexing', 'indexed', 'failed')),
    CONSTRAINT fk_documents_knowledge_base_id_knowledge_bases
        FOREIGN KEY (knowledge_base_id) REFERENCES knowledge_bases (id) ON DELETE CASCADE,
    CONSTRAINT fk_documents_uploaded_by_users FOREIGN KEY (uploaded_by) REFERENCES users (id) ON DELETE SET NULL
);

CREATE INDEX ix_documents_uploaded_by ON documents (uploaded_by);
CREATE INDEX ix_documents_unfinished ON documents (created_at) WHERE status IN ('pending', 'indexing');

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

CREATE TABLE agentflows (
    id          uuid         NOT NULL CONSTRAINT pk_agentflows PRIMARY KEY,
    owner_id    uuid         NOT NULL,
    name        varchar(100) NOT NULL,
    description text,
    topology    varchar(20)  NOT NULL DEFAULT 'sequential',
    settings    jsonb        NOT NULL DEFAULT '{}',
    is_active   boolean      NOT NULL DEFAULT true,
    created_at  timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at  timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT uq_agentflows_owner_id_name UNIQUE (owner_id, name),
    CONSTRAINT ck_agentflows_topology CHECK (topology IN ('sequential', 'parallel', 'hierarchical', 'graph')),
    CONSTRAINT fk_agentflows_owner_id_users FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE TABLE chatflows (
    id                uuid         NOT NULL CONSTRAINT pk_chatflows PRIMARY KEY,
    owner_id          uuid         NOT NULL,
    agent_id          uuid,
    knowledge_base_id uuid,
    name              varchar(100) NOT NULL,
    greeting          text,
    settings          jsonb        NOT NULL DEFAULT '{}',
    is_active         boolean      NOT NULL DEFAULT true,
    created_at        timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at        timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT uq_chatflows_owner_id_name UNIQUE (owner_id, name),
    CONSTRAINT fk_chatflows_owner_id_users FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT fk_chatflows_agent_id_agents FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE SET NULL,
    CONSTRAINT fk_chatflows_knowledge_base_id_knowledge_bases
        FOREIGN KEY (knowledge_base_id) REFERENCES knowledge_bases (id) ON DELETE SET NULL
);

CREATE INDEX ix_chatflows_agent_id ON chatflows (agent_id);
CREATE INDEX ix_chatflows_knowledge_base_id ON chatflows (knowledge_base_id);

CREATE TABLE workflows (
    id          uuid         NOT NULL CONSTRAINT pk_workflows PRIMARY KEY,
    owner_id    uuid         NOT NULL,
    name        varchar(100) NOT NULL,
    description text,
    schedule    varchar(100),
    is_active   boolean      NOT NULL DEFAULT true,
    next_run_at timestamptz,
    created_at  timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at  timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT uq_workflows_owner_id_name UNIQUE (owner_id, name),
    CONSTRAINT fk_workflows_owner_id_users FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX ix_workflows_due ON workflows (next_run_at) WHERE is_active AND next_run_at IS NOT NULL;

CREATE TABLE blocks (
    id            uuid         NOT NULL CONSTRAINT pk_blocks PRIMARY KEY,
    workflow_id   uuid         NOT NULL,
    next_block_id uuid,
    tool_id       uuid,
    agent_id      uuid,
    kind          varchar(20)  NOT NULL,
    name          varchar(100) NOT NULL,
    config        jsonb        NOT NULL DEFAULT '{}',
    position_x    integer      NOT NULL DEFAULT 0,
    position_y    integer      NOT NULL DEFAULT 0,
    CONSTRAINT uq_blocks_workflow_id_name UNIQUE (workflow_id, name),
    CONSTRAINT uq_blocks_workflow_id_id UNIQUE (workflow_id, id),
    CONSTRAINT ck_blocks_kind CHECK (kind IN ('start', 'agent', 'tool', 'condition', 'loop', 'end')),
    CONSTRAINT ck_blocks_subject CHECK ((kind = 'agent') = (agent_id IS NOT NULL) AND (kind = 'tool') = (tool_id IS NOT NULL)),
    CONSTRAINT fk_blocks_workflow_id_workflows FOREIGN KEY (workflow_id) REFERENCES workflows (id) ON DELETE CASCADE,
    CONSTRAINT fk_blocks_workflow_id_next_block_id_blocks
        FOREIGN KEY (workflow_id, next_block_id) REFERENCES blocks (workflow_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_blocks_tool_id_tools FOREIGN KEY (tool_id) REFERENCES tools (id) ON DELETE RESTRICT,
    CONSTRAINT fk_blocks_agent_id_agents FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE RESTRICT
);

CREATE INDEX ix_blocks_workflow_id_next_block_id ON blocks (workflow_id, next_block_id);
CREATE INDEX ix_blocks_tool_id ON blocks (tool_id);
CREATE INDEX ix_blocks_agent_id ON blocks (agent_id);

CREATE TABLE sessions (
    id             uuid        NOT NULL CONSTRAINT pk_sessions PRIMARY KEY,
    user_id        uuid        NOT NULL,
    chatflow_id    uuid,
    title          varchar(255),
    context        jsonb       NOT NULL DEFAULT '{}',
    started_at     timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    last_active_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    ended_at       timestamptz,
    CONSTRAINT ck_sessions_order CHECK (ended_at >= started_at),
    CONSTRAINT fk_sessions_user_id_users FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT fk_sessions_chatflow_id_chatflows FOREIGN KEY (chatflow_id) REFERENCES chatflows (id) ON DELETE SET NULL
);

CREATE INDEX ix_sessions_user_id_last_active_at ON sessions (user_id, last_active_at DESC);
CREATE INDEX ix_sessions_chatflow_id ON sessions (chatflow_id);

CREATE TABLE messages (
    id                uuid        NOT NULL CONSTRAINT pk_messages PRIMARY KEY,
    session_id        uuid        NOT NULL,
    sequence_number   integer     NOT NULL,
    agent_id          uuid,
    role              varchar(10) NOT NULL,
    content           text        NOT NULL,
    citations         jsonb       NOT NULL DEFAULT '[]',
    prompt_tokens     integer     NOT NULL DEFAULT 0,
    completion_tokens integer     NOT NULL DEFAULT 0,
    created_at        timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT uq_messages_session_id_sequence_number UNIQUE (session_id, sequence_number),
    CONSTRAINT ck_messages_role CHECK (role IN ('system', 'user', 'assistant', 'tool')),
    CONSTRAINT fk_messages_session_id_sessions FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE CASCADE,
    CONSTRAINT fk_messages_agent_id_agents FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE SET NULL
);

CREATE INDEX ix_messages_agent_id ON messages (agent_id);

CREATE TABLE flow_executions (
    id           uuid        NOT NULL CONSTRAINT pk_flow_executions PRIMARY KEY,
    agentflow_id uuid,
    chatflow_id  uuid,
    workflow_id  uuid,
    started_by   uuid,
    status       varchar(10) NOT NULL DEFAULT 'queued',
    input        jsonb       NOT NULL DEFAULT '{}',
    output       jsonb,
    error        text,
    created_at   timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    started_at   timestamptz,
    finished_at  timestamptz,
    CONSTRAINT ck_flow_executions_status CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    CONSTRAINT ck_flow_executions_one_flow CHECK (
        CASE WHEN agentflow_id IS NULL THEN 0 ELSE 1 END
        + CASE WHEN chatflow_id IS NULL THEN 0 ELSE 1 END
        + CASE WHEN workflow_id IS NULL THEN 0 ELSE 1 END = 1),
    CONSTRAINT fk_flow_executions_agentflow_id_agentflows FOREIGN KEY (agentflow_id) REFERENCES agentflows (id) ON DELETE CASCADE,
    CONSTRAINT fk_flow_executions_chatflow_id_chatflows FOREIGN KEY (chatflow_id) REFERENCES chatflows (id) ON DELETE CASCADE,
    CONSTRAINT fk_flow_executions_workflow_id_workflows FOREIGN KEY (workflow_id) REFERENCES workflows (id) ON DELETE CASCADE,
    CONSTRAINT fk_flow_executions_started_by_users FOREIGN KEY (started_by) REFERENCES users (id) ON DELETE SET NULL
);

CREATE INDEX ix_flow_executions_agentflow_id ON flow_executions (agentflow_id);
CREATE INDEX ix_flow_executions_chatflow_id ON flow_executions (chatflow_id);
CREATE INDEX ix_flow_executions_workflow_id ON flow_executions (workflow_id);
CREATE INDEX ix_flow_executions_started_by ON flow_executions (started_by);
CREATE INDEX ix_flow_executions_unfinished ON flow_executions (created_at) WHERE finished_at IS NULL;

-- downgrade

DROP TABLE flow_executions;
DROP TABLE messages;
DROP TABLE sessions;
DROP TABLE blocks;
DROP TABLE workflows;
DROP TABLE chatflows;
DROP TABLE agentflows;
DROP TABLE agent_templates;
DROP TABLE agents;
DROP TABLE prompt_templates;
DROP TABLE tools;
DROP TABLE documents;
DROP TABLE knowledge_bases;
DROP TABLE users;
