-- How agents work together.

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

CREATE TABLE agentflow_agents (
    agentflow_id uuid NOT NULL,
    node_key varchar(50) NOT NULL,
    agent_id uuid NOT NULL,
    role varchar(20) DEFAULT 'worker' NOT NULL,
    config jsonb DEFAULT '{}' NOT NULL,
    CONSTRAINT fk_agentflow_agents_agentflow_id_agentflows FOREIGN KEY (agentflow_id) REFERENCES agentflows (id) ON DELETE CASCADE,
    CONSTRAINT fk_agentflow_agents_agent_id_agents FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE RESTRICT,
    CONSTRAINT ck_agentflow_agents_role CHECK (role IN ('entry', 'worker', 'supervisor', 'exit')),
    CONSTRAINT pk_agentflow_agents PRIMARY KEY (agentflow_id, node_key)
);

CREATE INDEX ix_agentflow_agents_agent_id ON agentflow_agents (agent_id);
CREATE UNIQUE INDEX uq_agentflow_agents_entry ON agentflow_agents (agentflow_id) WHERE role = 'entry';

-- Both ends carry the flow's id, so an edge cannot join the nodes of two flows.
CREATE TABLE agentflow_edges (
    agentflow_id uuid NOT NULL,
    source_key varchar(50) NOT NULL,
    target_key varchar(50) NOT NULL,
    condition text,
    priority integer DEFAULT 0 NOT NULL,
    CONSTRAINT pk_agentflow_edges PRIMARY KEY (agentflow_id, source_key, target_key),
    CONSTRAINT fk_agentflow_edges_agentflow_id_source_key_agentflow_agents FOREIGN KEY (agentflow_id, source_key) REFERENCES agentflow_agents (agentflow_id, node_key) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT fk_agentflow_edges_agentflow_id_target_key_agentflow_agents FOREIGN KEY (agentflow_id, target_key) REFERENCES agentflow_agents (agentflow_id, node_key) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT ck_agentflow_edges_no_loop CHECK (source_key <> target_key)
);

CREATE INDEX ix_agentflow_edges_agentflow_id_target_key ON agentflow_edges (agentflow_id, target_key);

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
