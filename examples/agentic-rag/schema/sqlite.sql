CREATE TABLE agent_templates (
    id UUID NOT NULL,
    slug VARCHAR(100) NOT NULL,
    name VARCHAR(100) NOT NULL,
    description TEXT NOT NULL,
    category VARCHAR(50) NOT NULL,
    definition JSONB NOT NULL,
    is_builtin BOOLEAN NOT NULL DEFAULT (FALSE),
    created_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_agent_templates PRIMARY KEY (id),
    CONSTRAINT uq_agent_templates_slug UNIQUE (slug)
);

CREATE INDEX ix_agent_templates_category ON agent_templates (category);

CREATE TABLE event_store (
    position INTEGER CONSTRAINT pk_event_store PRIMARY KEY AUTOINCREMENT,
    stream_id CHAR(36) NOT NULL,
    stream_version INTEGER NOT NULL,
    event_type VARCHAR(100) NOT NULL,
    payload TEXT NOT NULL,
    metadata TEXT NOT NULL DEFAULT '{}',
    occurred_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT uq_event_store_stream_id_stream_version UNIQUE (stream_id, stream_version),
    CONSTRAINT ck_event_store_stream_version CHECK (stream_version > 0)
);

CREATE INDEX ix_event_store_event_type ON event_store (event_type);

CREATE INDEX ix_event_store_occurred_at ON event_store (occurred_at);

CREATE TABLE users (
    id UUID NOT NULL,
    email VARCHAR(255) NOT NULL,
    display_name VARCHAR(100) NOT NULL,
    hashed_password VARCHAR(255),
    role VARCHAR(20) NOT NULL DEFAULT 'member',
    is_active BOOLEAN NOT NULL DEFAULT (TRUE),
    last_seen_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_users PRIMARY KEY (id),
    CONSTRAINT ck_users_role CHECK (role IN ('admin', 'member', 'guest'))
);

CREATE UNIQUE INDEX uq_users_email_lower ON users ((lower(email)));

CREATE TABLE agentflows (
    id UUID NOT NULL,
    owner_id UUID NOT NULL,
    name VARCHAR(100) NOT NULL,
    description TEXT,
    topology VARCHAR(20) NOT NULL DEFAULT 'sequential',
    settings JSONB NOT NULL DEFAULT '{}',
    is_active BOOLEAN NOT NULL DEFAULT (TRUE),
    created_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_agentflows PRIMARY KEY (id),
    CONSTRAINT uq_agentflows_owner_id_name UNIQUE (owner_id, name),
    CONSTRAINT ck_agentflows_topology CHECK (topology IN ('sequential', 'parallel', 'hierarchical', 'graph')),
    CONSTRAINT fk_agentflows_owner_id_users FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE TABLE knowledge_bases (
    id UUID NOT NULL,
    owner_id UUID NOT NULL,
    name VARCHAR(100) NOT NULL,
    description TEXT,
    embedding_model VARCHAR(100) NOT NULL,
    dimensions INTEGER NOT NULL,
    chunk_size INTEGER NOT NULL DEFAULT 1000,
    chunk_overlap INTEGER NOT NULL DEFAULT 200,
    settings JSONB NOT NULL DEFAULT '{}',
    created_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_knowledge_bases PRIMARY KEY (id),
    CONSTRAINT uq_knowledge_bases_owner_id_name UNIQUE (owner_id, name),
    CONSTRAINT ck_knowledge_bases_dimensions CHECK (dimensions > 0),
    CONSTRAINT ck_knowledge_bases_overlap CHECK (chunk_overlap >= 0 AND chunk_overlap < chunk_size),
    CONSTRAINT fk_knowledge_bases_owner_id_users FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE TABLE documents (
    id UUID NOT NULL,
    knowledge_base_id UUID NOT NULL,
    uploaded_by UUID,
    title VARCHAR(255) NOT NULL,
    source_uri VARCHAR(1000),
    media_type VARCHAR(100) NOT NULL,
    size_bytes BIGINT NOT NULL,
    content_sha256 CHAR(64) NOT NULL,
    status VARCHAR(20) NOT NULL DEFAULT 'pending',
    chunk_count INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    metadata JSONB NOT NULL DEFAULT '{}',
    created_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    indexed_at TIMESTAMPTZ,
    CONSTRAINT pk_documents PRIMARY KEY (id),
    CONSTRAINT uq_documents_knowledge_base_id_content_sha256 UNIQUE (knowledge_base_id, content_sha256),
    CONSTRAINT ck_documents_size_bytes CHECK (size_bytes >= 0),
    CONSTRAINT ck_documents_status CHECK (status IN ('pending', 'indexing', 'indexed', 'failed')),
    CONSTRAINT fk_documents_knowledge_base_id_knowledge_bases FOREIGN KEY (knowledge_base_id) REFERENCES knowledge_bases (id) ON DELETE CASCADE,
    CONSTRAINT fk_documents_uploaded_by_users FOREIGN KEY (uploaded_by) REFERENCES users (id) ON DELETE SET NULL
);

CREATE INDEX ix_documents_unfinished ON documents (created_at) WHERE status IN ('pending', 'indexing');

CREATE INDEX ix_documents_uploaded_by ON documents (uploaded_by);

CREATE TABLE knowledge_graphs (
    id CHAR(36) NOT NULL,
    knowledge_base_id CHAR(36) NOT NULL,
    name VARCHAR(100) NOT NULL,
    ontology TEXT NOT NULL DEFAULT '{}',
    entity_count INTEGER NOT NULL DEFAULT 0,
    relation_count INTEGER NOT NULL DEFAULT 0,
    built_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_knowledge_graphs PRIMARY KEY (id),
    CONSTRAINT uq_knowledge_graphs_knowledge_base_id_name UNIQUE (knowledge_base_id, name),
    CONSTRAINT fk_knowledge_graphs_knowledge_base_id_knowledge_bases FOREIGN KEY (knowledge_base_id) REFERENCES knowledge_bases (id) ON DELETE CASCADE
);

CREATE TABLE notifications (
    id CHAR(36) NOT NULL,
    user_id CHAR(36) NOT NULL,
    kind VARCHAR(50) NOT NULL,
    title VARCHAR(255) NOT NULL,
    body TEXT,
    link VARCHAR(500),
    read_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_notifications PRIMARY KEY (id),
    CONSTRAINT fk_notifications_user_id_users FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX ix_notifications_unread ON notifications (user_id) WHERE read_at IS NULL;

CREATE INDEX ix_notifications_user_id_created_at ON notifications (user_id, created_at DESC);

CREATE TABLE organizations (
    id CHAR(36) NOT NULL,
    slug VARCHAR(63) NOT NULL,
    name VARCHAR(100) NOT NULL,
    "plan" VARCHAR(20) NOT NULL DEFAULT 'free',
    settings TEXT NOT NULL DEFAULT '{}',
    created_by CHAR(36),
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_organizations PRIMARY KEY (id),
    CONSTRAINT uq_organizations_slug UNIQUE (slug),
    CONSTRAINT ck_organizations_plan CHECK ("plan" IN ('free', 'team', 'enterprise')),
    CONSTRAINT ck_organizations_slug CHECK (slug = lower(slug)),
    CONSTRAINT fk_organizations_created_by_users FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL
);

CREATE INDEX ix_organizations_created_by ON organizations (created_by);

CREATE TABLE api_keys (
    id CHAR(36) NOT NULL,
    user_id CHAR(36) NOT NULL,
    organization_id CHAR(36),
    name VARCHAR(100) NOT NULL,
    key_prefix VARCHAR(12) NOT NULL,
    key_hash CHAR(64) NOT NULL,
    scopes TEXT NOT NULL DEFAULT '[]',
    expires_at TIMESTAMP,
    last_used_at TIMESTAMP,
    revoked_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_api_keys PRIMARY KEY (id),
    CONSTRAINT uq_api_keys_key_hash UNIQUE (key_hash),
    CONSTRAINT fk_api_keys_organization_id_organizations FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT fk_api_keys_user_id_users FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX ix_api_keys_organization_id ON api_keys (organization_id);

CREATE INDEX ix_api_keys_user_id ON api_keys (user_id);

CREATE UNIQUE INDEX uq_api_keys_user_id_name_active ON api_keys (user_id, name) WHERE revoked_at IS NULL;

CREATE TABLE plugin_registry (
    id UUID NOT NULL,
    slug VARCHAR(100) NOT NULL,
    version VARCHAR(20) NOT NULL,
    name VARCHAR(100) NOT NULL,
    summary VARCHAR(255) NOT NULL,
    publisher_id UUID,
    category VARCHAR(50) NOT NULL,
    manifest JSONB NOT NULL,
    package_sha256 CHAR(64) NOT NULL,
    price_credits INTEGER NOT NULL DEFAULT 0,
    status VARCHAR(20) NOT NULL DEFAULT 'submitted',
    published_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_plugin_registry PRIMARY KEY (id),
    CONSTRAINT uq_plugin_registry_slug_version UNIQUE (slug, version),
    CONSTRAINT ck_plugin_registry_price_credits CHECK (price_credits >= 0),
    CONSTRAINT ck_plugin_registry_published CHECK (status <> 'published' OR published_at IS NOT NULL),
    CONSTRAINT ck_plugin_registry_status CHECK (status IN ('submitted', 'scanning', 'published', 'rejected', 'withdrawn')),
    CONSTRAINT fk_plugin_registry_publisher_id_users FOREIGN KEY (publisher_id) REFERENCES users (id) ON DELETE SET NULL
);

CREATE INDEX ix_plugin_registry_category_name_lower ON plugin_registry (category, (lower(name))) WHERE status = 'published';

CREATE INDEX ix_plugin_registry_publisher_id ON plugin_registry (publisher_id);

CREATE TABLE marketplace_purchases (
    id UUID NOT NULL,
    plugin_id UUID NOT NULL,
    organization_id UUID NOT NULL,
    purchased_by UUID,
    price_credits INTEGER NOT NULL,
    status VARCHAR(10) NOT NULL DEFAULT 'completed',
    purchased_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    refunded_at TIMESTAMPTZ,
    CONSTRAINT pk_marketplace_purchases PRIMARY KEY (id),
    CONSTRAINT ck_marketplace_purchases_price_credits CHECK (price_credits >= 0),
    CONSTRAINT ck_marketplace_purchases_refunded CHECK ((status = 'refunded') = (refunded_at IS NOT NULL)),
    CONSTRAINT ck_marketplace_purchases_status CHECK (status IN ('completed', 'refunded')),
    CONSTRAINT fk_marketplace_purchases_organization_id_organizations FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT fk_marketplace_purchases_plugin_id_plugin_registry FOREIGN KEY (plugin_id) REFERENCES plugin_registry (id) ON DELETE RESTRICT,
    CONSTRAINT fk_marketplace_purchases_purchased_by_users FOREIGN KEY (purchased_by) REFERENCES users (id) ON DELETE SET NULL
);

CREATE INDEX ix_marketplace_purchases_organization_id_purchased_at ON marketplace_purchases (organization_id, purchased_at);

CREATE INDEX ix_marketplace_purchases_plugin_id_purchased_at ON marketplace_purchases (plugin_id, purchased_at);

CREATE INDEX ix_marketplace_purchases_purchased_by ON marketplace_purchases (purchased_by);

CREATE UNIQUE INDEX uq_marketplace_purchases_active ON marketplace_purchases (organization_id, plugin_id) WHERE status = 'completed';

CREATE TABLE credits (
    id UUID NOT NULL,
    organization_id UUID NOT NULL,
    amount INTEGER NOT NULL,
    reason VARCHAR(20) NOT NULL,
    purchase_id UUID,
    created_by UUID,
    created_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_credits PRIMARY KEY (id),
    CONSTRAINT ck_credits_amount CHECK (amount <> 0),
    CONSTRAINT ck_credits_purchase CHECK ((reason IN ('purchase', 'refund')) = (purchase_id IS NOT NULL)),
    CONSTRAINT ck_credits_reason CHECK (reason IN ('grant', 'top_up', 'purchase', 'refund', 'expiry')),
    CONSTRAINT fk_credits_created_by_users FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_credits_organization_id_organizations FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT fk_credits_purchase_id_marketplace_purchases FOREIGN KEY (purchase_id) REFERENCES marketplace_purchases (id) ON DELETE RESTRICT
);

CREATE INDEX ix_credits_created_by ON credits (created_by);

CREATE INDEX ix_credits_organization_id_created_at ON credits (organization_id, created_at);

CREATE UNIQUE INDEX uq_credits_purchase_id_reason ON credits (purchase_id, reason) WHERE purchase_id IS NOT NULL;

CREATE TABLE marketplace_revenue (
    plugin_id UUID NOT NULL,
    period_start DATE NOT NULL,
    gross_amount NUMERIC(14, 2) NOT NULL DEFAULT 0,
    fee_amount NUMERIC(14, 2) NOT NULL DEFAULT 0,
    publisher_amount NUMERIC(14, 2) GENERATED ALWAYS AS (gross_amount - fee_amount) STORED,
    paid_out_at TIMESTAMPTZ,
    CONSTRAINT pk_marketplace_revenue PRIMARY KEY (plugin_id, period_start),
    CONSTRAINT ck_marketplace_revenue_fee_amount CHECK (fee_amount BETWEEN 0 AND gross_amount),
    CONSTRAINT fk_marketplace_revenue_plugin_id_plugin_registry FOREIGN KEY (plugin_id) REFERENCES plugin_registry (id) ON DELETE RESTRICT
);

CREATE INDEX ix_marketplace_revenue_unpaid ON marketplace_revenue (period_start) WHERE paid_out_at IS NULL;

CREATE TABLE marketplace_reviews (
    id UUID NOT NULL,
    plugin_id UUID NOT NULL,
    user_id UUID NOT NULL,
    rating SMALLINT NOT NULL,
    title VARCHAR(100),
    body TEXT,
    created_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_marketplace_reviews PRIMARY KEY (id),
    CONSTRAINT uq_marketplace_reviews_plugin_id_user_id UNIQUE (plugin_id, user_id),
    CONSTRAINT ck_marketplace_reviews_rating CHECK (rating BETWEEN 1 AND 5),
    CONSTRAINT fk_marketplace_reviews_plugin_id_plugin_registry FOREIGN KEY (plugin_id) REFERENCES plugin_registry (id) ON DELETE CASCADE,
    CONSTRAINT fk_marketplace_reviews_user_id_users FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX ix_marketplace_reviews_user_id ON marketplace_reviews (user_id);

CREATE TABLE plugin_audit_logs (
    id UUID NOT NULL,
    plugin_id UUID,
    plugin_slug VARCHAR(100) NOT NULL,
    actor_id UUID,
    "action" VARCHAR(50) NOT NULL,
    details JSONB NOT NULL DEFAULT '{}',
    created_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_plugin_audit_logs PRIMARY KEY (id),
    CONSTRAINT fk_plugin_audit_logs_actor_id_users FOREIGN KEY (actor_id) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_plugin_audit_logs_plugin_id_plugin_registry FOREIGN KEY (plugin_id) REFERENCES plugin_registry (id) ON DELETE SET NULL
);

CREATE INDEX ix_plugin_audit_logs_actor_id ON plugin_audit_logs (actor_id) WHERE actor_id IS NOT NULL;

CREATE INDEX ix_plugin_audit_logs_plugin_id_created_at ON plugin_audit_logs (plugin_id, created_at DESC);

CREATE TABLE plugin_configurations (
    plugin_id UUID NOT NULL,
    organization_id UUID NOT NULL,
    settings JSONB NOT NULL DEFAULT '{}',
    is_enabled BOOLEAN NOT NULL DEFAULT (TRUE),
    configured_by UUID,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_plugin_configurations PRIMARY KEY (plugin_id, organization_id),
    CONSTRAINT fk_plugin_configurations_configured_by_users FOREIGN KEY (configured_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_plugin_configurations_organization_id_organizations FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT fk_plugin_configurations_plugin_id_plugin_registry FOREIGN KEY (plugin_id) REFERENCES plugin_registry (id) ON DELETE CASCADE
);

CREATE INDEX ix_plugin_configurations_configured_by ON plugin_configurations (configured_by);

CREATE INDEX ix_plugin_configurations_organization_id ON plugin_configurations (organization_id);

CREATE TABLE plugin_dependencies (
    plugin_id UUID NOT NULL,
    requires_id UUID NOT NULL,
    version_range VARCHAR(50) NOT NULL DEFAULT '*',
    is_optional BOOLEAN NOT NULL DEFAULT (FALSE),
    CONSTRAINT pk_plugin_dependencies PRIMARY KEY (plugin_id, requires_id),
    CONSTRAINT ck_plugin_dependencies_not_itself CHECK (plugin_id <> requires_id),
    CONSTRAINT fk_plugin_dependencies_plugin_id_plugin_registry FOREIGN KEY (plugin_id) REFERENCES plugin_registry (id) ON DELETE CASCADE,
    CONSTRAINT fk_plugin_dependencies_requires_id_plugin_registry FOREIGN KEY (requires_id) REFERENCES plugin_registry (id) ON DELETE RESTRICT
);

CREATE INDEX ix_plugin_dependencies_requires_id ON plugin_dependencies (requires_id);

CREATE TABLE plugin_metrics (
    plugin_id UUID NOT NULL,
    metric VARCHAR(100) NOT NULL,
    bucket_start TIMESTAMPTZ NOT NULL,
    sample_count BIGINT NOT NULL DEFAULT 0,
    total REAL NOT NULL DEFAULT 0,
    maximum REAL,
    CONSTRAINT pk_plugin_metrics PRIMARY KEY (plugin_id, metric, bucket_start),
    CONSTRAINT ck_plugin_metrics_sample_count CHECK (sample_count >= 0),
    CONSTRAINT fk_plugin_metrics_plugin_id_plugin_registry FOREIGN KEY (plugin_id) REFERENCES plugin_registry (id) ON DELETE CASCADE
);

CREATE INDEX ix_plugin_metrics_bucket_start ON plugin_metrics (bucket_start);

CREATE TABLE plugin_security_scans (
    id UUID NOT NULL,
    plugin_id UUID NOT NULL,
    scanner VARCHAR(50) NOT NULL,
    scanner_version VARCHAR(20) NOT NULL,
    verdict VARCHAR(10) NOT NULL DEFAULT 'pending',
    findings JSONB NOT NULL DEFAULT '[]',
    started_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    finished_at TIMESTAMPTZ,
    CONSTRAINT pk_plugin_security_scans PRIMARY KEY (id),
    CONSTRAINT ck_plugin_security_scans_finished CHECK ((verdict = 'pending') = (finished_at IS NULL)),
    CONSTRAINT ck_plugin_security_scans_verdict CHECK (verdict IN ('pending', 'passed', 'warned', 'failed')),
    CONSTRAINT fk_plugin_security_scans_plugin_id_plugin_registry FOREIGN KEY (plugin_id) REFERENCES plugin_registry (id) ON DELETE CASCADE
);

CREATE INDEX ix_plugin_security_scans_plugin_id_started_at ON plugin_security_scans (plugin_id, started_at DESC);

CREATE UNIQUE INDEX uq_plugin_security_scans_pending ON plugin_security_scans (plugin_id, scanner) WHERE verdict = 'pending';

CREATE TABLE prompt_templates (
    id UUID NOT NULL,
    name VARCHAR(100) NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    template TEXT NOT NULL,
    variables JSONB NOT NULL DEFAULT '[]',
    is_current BOOLEAN NOT NULL DEFAULT (TRUE),
    created_by UUID,
    created_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_prompt_templates PRIMARY KEY (id),
    CONSTRAINT uq_prompt_templates_name_version UNIQUE (name, version),
    CONSTRAINT ck_prompt_templates_version CHECK (version > 0),
    CONSTRAINT fk_prompt_templates_created_by_users FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL
);

CREATE INDEX ix_prompt_templates_created_by ON prompt_templates (created_by);

CREATE UNIQUE INDEX uq_prompt_templates_current ON prompt_templates (name) WHERE is_current;

CREATE TABLE agents (
    id UUID NOT NULL,
    owner_id UUID NOT NULL,
    prompt_template_id UUID,
    name VARCHAR(100) NOT NULL,
    description TEXT,
    kind VARCHAR(20) NOT NULL DEFAULT 'assistant',
    model VARCHAR(100) NOT NULL,
    system_prompt TEXT,
    temperature NUMERIC(3, 2) NOT NULL DEFAULT 0.7,
    max_tokens INTEGER NOT NULL DEFAULT 4096,
    settings JSONB NOT NULL DEFAULT '{}',
    is_published BOOLEAN NOT NULL DEFAULT (FALSE),
    created_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    context_items TEXT NOT NULL DEFAULT '[]',
    mcp_servers TEXT NOT NULL DEFAULT '[]',
    CONSTRAINT pk_agents PRIMARY KEY (id),
    CONSTRAINT uq_agents_owner_id_name UNIQUE (owner_id, name),
    CONSTRAINT ck_agents_kind CHECK (kind IN ('assistant', 'retriever', 'planner', 'critic', 'router')),
    CONSTRAINT ck_agents_max_tokens CHECK (max_tokens > 0),
    CONSTRAINT ck_agents_temperature CHECK (temperature BETWEEN 0 AND 2),
    CONSTRAINT fk_agents_owner_id_users FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT fk_agents_prompt_template_id_prompt_templates FOREIGN KEY (prompt_template_id) REFERENCES prompt_templates (id) ON DELETE SET NULL
);

CREATE INDEX ix_agents_prompt_template_id ON agents (prompt_template_id);

CREATE INDEX ix_agents_published ON agents (updated_at) WHERE is_published;

CREATE TABLE agent_knowledgebases (
    agent_id CHAR(36) NOT NULL,
    knowledge_base_id CHAR(36) NOT NULL,
    top_k INTEGER NOT NULL DEFAULT 5,
    min_score REAL NOT NULL DEFAULT 0.0,
    CONSTRAINT pk_agent_knowledgebases PRIMARY KEY (agent_id, knowledge_base_id),
    CONSTRAINT ck_agent_knowledgebases_min_score CHECK (min_score BETWEEN 0 AND 1),
    CONSTRAINT ck_agent_knowledgebases_top_k CHECK (top_k BETWEEN 1 AND 100),
    CONSTRAINT fk_agent_knowledgebases_agent_id_agents FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE CASCADE,
    CONSTRAINT fk_agent_knowledgebases_knowledge_base_id_knowledge_bases FOREIGN KEY (knowledge_base_id) REFERENCES knowledge_bases (id) ON DELETE CASCADE
);

CREATE INDEX ix_agent_knowledgebases_knowledge_base_id ON agent_knowledgebases (knowledge_base_id);

CREATE TABLE agent_memories (
    id CHAR(36) NOT NULL,
    agent_id CHAR(36) NOT NULL,
    user_id CHAR(36),
    kind VARCHAR(10) NOT NULL,
    content TEXT NOT NULL,
    embedding BLOB,
    importance REAL NOT NULL DEFAULT 0.5,
    expires_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_agent_memories PRIMARY KEY (id),
    CONSTRAINT ck_agent_memories_importance CHECK (importance BETWEEN 0 AND 1),
    CONSTRAINT ck_agent_memories_kind CHECK (kind IN ('fact', 'episode', 'skill')),
    CONSTRAINT fk_agent_memories_agent_id_agents FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE CASCADE,
    CONSTRAINT fk_agent_memories_user_id_users FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX ix_agent_memories_agent_id_kind_importance ON agent_memories (agent_id, kind, importance DESC);

CREATE INDEX ix_agent_memories_expires_at ON agent_memories (expires_at) WHERE expires_at IS NOT NULL;

CREATE INDEX ix_agent_memories_user_id ON agent_memories (user_id);

CREATE TABLE agent_versions (
    agent_id CHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    definition TEXT NOT NULL,
    change_note TEXT,
    created_by CHAR(36),
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_agent_versions PRIMARY KEY (agent_id, version),
    CONSTRAINT ck_agent_versions_version CHECK (version > 0),
    CONSTRAINT fk_agent_versions_agent_id_agents FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE CASCADE,
    CONSTRAINT fk_agent_versions_created_by_users FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL
);

CREATE INDEX ix_agent_versions_created_by ON agent_versions (created_by);

CREATE TABLE agentflow_agents (
    agentflow_id CHAR(36) NOT NULL,
    node_key VARCHAR(50) NOT NULL,
    agent_id CHAR(36) NOT NULL,
    role VARCHAR(20) NOT NULL DEFAULT 'worker',
    config TEXT NOT NULL DEFAULT '{}',
    CONSTRAINT pk_agentflow_agents PRIMARY KEY (agentflow_id, node_key),
    CONSTRAINT ck_agentflow_agents_role CHECK (role IN ('entry', 'worker', 'supervisor', 'exit')),
    CONSTRAINT fk_agentflow_agents_agent_id_agents FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE RESTRICT,
    CONSTRAINT fk_agentflow_agents_agentflow_id_agentflows FOREIGN KEY (agentflow_id) REFERENCES agentflows (id) ON DELETE CASCADE
);

CREATE INDEX ix_agentflow_agents_agent_id ON agentflow_agents (agent_id);

CREATE UNIQUE INDEX uq_agentflow_agents_entry ON agentflow_agents (agentflow_id) WHERE role = 'entry';

CREATE TABLE agentflow_edges (
    agentflow_id CHAR(36) NOT NULL,
    source_key VARCHAR(50) NOT NULL,
    target_key VARCHAR(50) NOT NULL,
    condition TEXT,
    priority INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT pk_agentflow_edges PRIMARY KEY (agentflow_id, source_key, target_key),
    CONSTRAINT ck_agentflow_edges_no_loop CHECK (source_key <> target_key),
    CONSTRAINT fk_agentflow_edges_agentflow_id_source_key_agentflow_agents FOREIGN KEY (agentflow_id, source_key) REFERENCES agentflow_agents (agentflow_id, node_key) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT fk_agentflow_edges_agentflow_id_target_key_agentflow_agents FOREIGN KEY (agentflow_id, target_key) REFERENCES agentflow_agents (agentflow_id, node_key) ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE INDEX ix_agentflow_edges_agentflow_id_target_key ON agentflow_edges (agentflow_id, target_key);

CREATE TABLE chatflows (
    id UUID NOT NULL,
    owner_id UUID NOT NULL,
    agent_id UUID,
    knowledge_base_id UUID,
    name VARCHAR(100) NOT NULL,
    greeting TEXT,
    settings JSONB NOT NULL DEFAULT '{}',
    is_active BOOLEAN NOT NULL DEFAULT (TRUE),
    created_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_chatflows PRIMARY KEY (id),
    CONSTRAINT uq_chatflows_owner_id_name UNIQUE (owner_id, name),
    CONSTRAINT fk_chatflows_agent_id_agents FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE SET NULL,
    CONSTRAINT fk_chatflows_knowledge_base_id_knowledge_bases FOREIGN KEY (knowledge_base_id) REFERENCES knowledge_bases (id) ON DELETE SET NULL,
    CONSTRAINT fk_chatflows_owner_id_users FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX ix_chatflows_agent_id ON chatflows (agent_id);

CREATE INDEX ix_chatflows_knowledge_base_id ON chatflows (knowledge_base_id);

CREATE TABLE query_logs (
    id INTEGER CONSTRAINT pk_query_logs PRIMARY KEY AUTOINCREMENT,
    user_id CHAR(36),
    knowledge_base_id CHAR(36),
    query_text TEXT NOT NULL,
    rewritten_query TEXT,
    result_count INTEGER NOT NULL DEFAULT 0,
    top_score REAL,
    latency_ms INTEGER NOT NULL,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT ck_query_logs_latency_ms CHECK (latency_ms >= 0),
    CONSTRAINT fk_query_logs_knowledge_base_id_knowledge_bases FOREIGN KEY (knowledge_base_id) REFERENCES knowledge_bases (id) ON DELETE CASCADE,
    CONSTRAINT fk_query_logs_user_id_users FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL
);

CREATE INDEX ix_query_logs_knowledge_base_id_created_at ON query_logs (knowledge_base_id, created_at);

CREATE INDEX ix_query_logs_unanswered ON query_logs (created_at) WHERE result_count = 0;

CREATE INDEX ix_query_logs_user_id_created_at ON query_logs (user_id, created_at);

CREATE TABLE rate_limit_configs (
    id UUID NOT NULL,
    organization_id UUID,
    plugin_id UUID,
    scope VARCHAR(100) NOT NULL,
    max_requests INTEGER NOT NULL,
    window_seconds INTEGER NOT NULL DEFAULT 60,
    burst INTEGER NOT NULL DEFAULT 0,
    is_enabled BOOLEAN NOT NULL DEFAULT (TRUE),
    created_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_rate_limit_configs PRIMARY KEY (id),
    CONSTRAINT uq_rate_limit_configs_organization_id_plugin_id_scope UNIQUE (organization_id, plugin_id, scope),
    CONSTRAINT ck_rate_limit_configs_burst CHECK (burst >= 0),
    CONSTRAINT ck_rate_limit_configs_max_requests CHECK (max_requests > 0),
    CONSTRAINT ck_rate_limit_configs_window_seconds CHECK (window_seconds BETWEEN 1 AND 86400),
    CONSTRAINT fk_rate_limit_configs_organization_id_organizations FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT fk_rate_limit_configs_plugin_id_plugin_registry FOREIGN KEY (plugin_id) REFERENCES plugin_registry (id) ON DELETE CASCADE
);

CREATE INDEX ix_rate_limit_configs_plugin_id ON rate_limit_configs (plugin_id);

CREATE UNIQUE INDEX uq_rate_limit_configs_everybody ON rate_limit_configs (scope) WHERE organization_id IS NULL AND plugin_id IS NULL;

CREATE UNIQUE INDEX uq_rate_limit_configs_organization ON rate_limit_configs (organization_id, scope) WHERE plugin_id IS NULL;

CREATE UNIQUE INDEX uq_rate_limit_configs_plugin ON rate_limit_configs (plugin_id, scope) WHERE organization_id IS NULL;

CREATE TABLE sessions (
    id UUID NOT NULL,
    user_id UUID NOT NULL,
    chatflow_id UUID,
    title VARCHAR(255),
    context JSONB NOT NULL DEFAULT '{}',
    started_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    last_active_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    ended_at TIMESTAMPTZ,
    CONSTRAINT pk_sessions PRIMARY KEY (id),
    CONSTRAINT ck_sessions_order CHECK (ended_at >= started_at),
    CONSTRAINT fk_sessions_chatflow_id_chatflows FOREIGN KEY (chatflow_id) REFERENCES chatflows (id) ON DELETE SET NULL,
    CONSTRAINT fk_sessions_user_id_users FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX ix_sessions_chatflow_id ON sessions (chatflow_id);

CREATE INDEX ix_sessions_user_id_last_active_at ON sessions (user_id, last_active_at DESC);

CREATE TABLE messages (
    id UUID NOT NULL,
    session_id UUID NOT NULL,
    sequence_number INTEGER NOT NULL,
    agent_id UUID,
    role VARCHAR(10) NOT NULL,
    content TEXT NOT NULL,
    citations JSONB NOT NULL DEFAULT '[]',
    prompt_tokens INTEGER NOT NULL DEFAULT 0,
    completion_tokens INTEGER NOT NULL DEFAULT 0,
    created_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_messages PRIMARY KEY (id),
    CONSTRAINT uq_messages_session_id_sequence_number UNIQUE (session_id, sequence_number),
    CONSTRAINT ck_messages_role CHECK (role IN ('system', 'user', 'assistant', 'tool')),
    CONSTRAINT fk_messages_agent_id_agents FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE SET NULL,
    CONSTRAINT fk_messages_session_id_sessions FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE CASCADE
);

CREATE INDEX ix_messages_agent_id ON messages (agent_id);

CREATE TABLE bookmarks (
    user_id CHAR(36) NOT NULL,
    message_id CHAR(36) NOT NULL,
    note TEXT,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_bookmarks PRIMARY KEY (user_id, message_id),
    CONSTRAINT fk_bookmarks_message_id_messages FOREIGN KEY (message_id) REFERENCES messages (id) ON DELETE CASCADE,
    CONSTRAINT fk_bookmarks_user_id_users FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX ix_bookmarks_message_id ON bookmarks (message_id);

CREATE TABLE feedback (
    id CHAR(36) NOT NULL,
    message_id CHAR(36) NOT NULL,
    user_id CHAR(36) NOT NULL,
    rating SMALLINT NOT NULL,
    comment TEXT,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_feedback PRIMARY KEY (id),
    CONSTRAINT uq_feedback_message_id_user_id UNIQUE (message_id, user_id),
    CONSTRAINT ck_feedback_rating CHECK (rating IN (-1, 1)),
    CONSTRAINT fk_feedback_message_id_messages FOREIGN KEY (message_id) REFERENCES messages (id) ON DELETE CASCADE,
    CONSTRAINT fk_feedback_user_id_users FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX ix_feedback_user_id ON feedback (user_id);

CREATE TABLE teams (
    id CHAR(36) NOT NULL,
    organization_id CHAR(36) NOT NULL,
    lead_id CHAR(36),
    name VARCHAR(100) NOT NULL,
    description TEXT,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_teams PRIMARY KEY (id),
    CONSTRAINT fk_teams_lead_id_users FOREIGN KEY (lead_id) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_teams_organization_id_organizations FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE
);

CREATE INDEX ix_teams_lead_id ON teams (lead_id);

CREATE UNIQUE INDEX uq_teams_organization_id_name_lower ON teams (organization_id, (lower(name)));

CREATE TABLE conversations (
    id CHAR(36) NOT NULL,
    user_id CHAR(36) NOT NULL,
    session_id CHAR(36),
    agent_id CHAR(36),
    team_id CHAR(36),
    title VARCHAR(255) NOT NULL,
    summary TEXT,
    is_pinned BOOLEAN NOT NULL DEFAULT 0,
    archived_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_conversations PRIMARY KEY (id),
    CONSTRAINT uq_conversations_session_id UNIQUE (session_id),
    CONSTRAINT fk_conversations_agent_id_agents FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE SET NULL,
    CONSTRAINT fk_conversations_session_id_sessions FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE SET NULL,
    CONSTRAINT fk_conversations_team_id_teams FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE SET NULL,
    CONSTRAINT fk_conversations_user_id_users FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX ix_conversations_agent_id ON conversations (agent_id);

CREATE INDEX ix_conversations_recent ON conversations (user_id, updated_at DESC) WHERE archived_at IS NULL;

CREATE INDEX ix_conversations_team_id ON conversations (team_id);

CREATE INDEX ix_conversations_user_id ON conversations (user_id);

CREATE TABLE conversation_shares (
    conversation_id CHAR(36) NOT NULL,
    user_id CHAR(36) NOT NULL,
    permission VARCHAR(10) NOT NULL DEFAULT 'read',
    shared_by CHAR(36),
    expires_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_conversation_shares PRIMARY KEY (conversation_id, user_id),
    CONSTRAINT ck_conversation_shares_permission CHECK (permission IN ('read', 'comment', 'write')),
    CONSTRAINT fk_conversation_shares_conversation_id_conversations FOREIGN KEY (conversation_id) REFERENCES conversations (id) ON DELETE CASCADE,
    CONSTRAINT fk_conversation_shares_shared_by_users FOREIGN KEY (shared_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_conversation_shares_user_id_users FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX ix_conversation_shares_shared_by ON conversation_shares (shared_by);

CREATE INDEX ix_conversation_shares_user_id ON conversation_shares (user_id);

CREATE TABLE tools (
    id UUID NOT NULL,
    name VARCHAR(100) NOT NULL,
    description TEXT NOT NULL,
    kind VARCHAR(20) NOT NULL,
    input_schema JSONB NOT NULL DEFAULT '{}',
    config JSONB NOT NULL DEFAULT '{}',
    is_enabled BOOLEAN NOT NULL DEFAULT (TRUE),
    created_by UUID,
    created_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_tools PRIMARY KEY (id),
    CONSTRAINT uq_tools_name UNIQUE (name),
    CONSTRAINT ck_tools_kind CHECK (kind IN ('function', 'http', 'retriever', 'mcp', 'code')),
    CONSTRAINT fk_tools_created_by_users FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL
);

CREATE INDEX ix_tools_created_by ON tools (created_by);

CREATE TABLE agent_tools (
    agent_id CHAR(36) NOT NULL,
    tool_id CHAR(36) NOT NULL,
    config TEXT NOT NULL DEFAULT '{}',
    needs_approval BOOLEAN NOT NULL DEFAULT 0,
    CONSTRAINT pk_agent_tools PRIMARY KEY (agent_id, tool_id),
    CONSTRAINT fk_agent_tools_agent_id_agents FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE CASCADE,
    CONSTRAINT fk_agent_tools_tool_id_tools FOREIGN KEY (tool_id) REFERENCES tools (id) ON DELETE CASCADE
);

CREATE INDEX ix_agent_tools_tool_id ON agent_tools (tool_id);

CREATE TABLE user_settings (
    user_id CHAR(36) NOT NULL,
    theme VARCHAR(10) NOT NULL DEFAULT 'system',
    locale VARCHAR(10) NOT NULL DEFAULT 'en',
    default_model VARCHAR(100),
    preferences TEXT NOT NULL DEFAULT '{}',
    updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_user_settings PRIMARY KEY (user_id),
    CONSTRAINT ck_user_settings_theme CHECK (theme IN ('system', 'light', 'dark')),
    CONSTRAINT fk_user_settings_user_id_users FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE TABLE workflows (
    id UUID NOT NULL,
    owner_id UUID NOT NULL,
    name VARCHAR(100) NOT NULL,
    description TEXT,
    schedule VARCHAR(100),
    is_active BOOLEAN NOT NULL DEFAULT (TRUE),
    next_run_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_workflows PRIMARY KEY (id),
    CONSTRAINT uq_workflows_owner_id_name UNIQUE (owner_id, name),
    CONSTRAINT fk_workflows_owner_id_users FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX ix_workflows_due ON workflows (next_run_at) WHERE is_active AND next_run_at IS NOT NULL;

CREATE TABLE blocks (
    id UUID NOT NULL,
    workflow_id UUID NOT NULL,
    next_block_id UUID,
    tool_id UUID,
    agent_id UUID,
    kind VARCHAR(20) NOT NULL,
    name VARCHAR(100) NOT NULL,
    config JSONB NOT NULL DEFAULT '{}',
    position_x INTEGER NOT NULL DEFAULT 0,
    position_y INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT pk_blocks PRIMARY KEY (id),
    CONSTRAINT uq_blocks_workflow_id_id UNIQUE (workflow_id, id),
    CONSTRAINT uq_blocks_workflow_id_name UNIQUE (workflow_id, name),
    CONSTRAINT ck_blocks_kind CHECK (kind IN ('start', 'agent', 'tool', 'condition', 'loop', 'end')),
    CONSTRAINT ck_blocks_subject CHECK ((kind = 'agent') = (agent_id IS NOT NULL) AND (kind = 'tool') = (tool_id IS NOT NULL)),
    CONSTRAINT fk_blocks_agent_id_agents FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE RESTRICT,
    CONSTRAINT fk_blocks_tool_id_tools FOREIGN KEY (tool_id) REFERENCES tools (id) ON DELETE RESTRICT,
    CONSTRAINT fk_blocks_workflow_id_next_block_id_blocks FOREIGN KEY (workflow_id, next_block_id) REFERENCES blocks (workflow_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_blocks_workflow_id_workflows FOREIGN KEY (workflow_id) REFERENCES workflows (id) ON DELETE CASCADE
);

CREATE INDEX ix_blocks_agent_id ON blocks (agent_id);

CREATE INDEX ix_blocks_tool_id ON blocks (tool_id);

CREATE INDEX ix_blocks_workflow_id_next_block_id ON blocks (workflow_id, next_block_id);

CREATE TABLE flow_executions (
    id UUID NOT NULL,
    agentflow_id UUID,
    chatflow_id UUID,
    workflow_id UUID,
    started_by UUID,
    status VARCHAR(10) NOT NULL DEFAULT 'queued',
    input JSONB NOT NULL DEFAULT '{}',
    output JSONB,
    error TEXT,
    created_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    started_at TIMESTAMPTZ,
    finished_at TIMESTAMPTZ,
    CONSTRAINT pk_flow_executions PRIMARY KEY (id),
    CONSTRAINT ck_flow_executions_one_flow CHECK (CASE WHEN agentflow_id IS NULL THEN 0 ELSE 1 END +CASE WHEN chatflow_id IS NULL THEN 0 ELSE 1 END +CASE WHEN workflow_id IS NULL THEN 0 ELSE 1 END = 1),
    CONSTRAINT ck_flow_executions_status CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    CONSTRAINT fk_flow_executions_agentflow_id_agentflows FOREIGN KEY (agentflow_id) REFERENCES agentflows (id) ON DELETE CASCADE,
    CONSTRAINT fk_flow_executions_chatflow_id_chatflows FOREIGN KEY (chatflow_id) REFERENCES chatflows (id) ON DELETE CASCADE,
    CONSTRAINT fk_flow_executions_started_by_users FOREIGN KEY (started_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_flow_executions_workflow_id_workflows FOREIGN KEY (workflow_id) REFERENCES workflows (id) ON DELETE CASCADE
);

CREATE INDEX ix_flow_executions_agentflow_id ON flow_executions (agentflow_id);

CREATE INDEX ix_flow_executions_chatflow_id ON flow_executions (chatflow_id);

CREATE INDEX ix_flow_executions_started_by ON flow_executions (started_by);

CREATE INDEX ix_flow_executions_unfinished ON flow_executions (created_at) WHERE finished_at IS NULL;

CREATE INDEX ix_flow_executions_workflow_id ON flow_executions (workflow_id);

CREATE TABLE agent_executions (
    id CHAR(36) NOT NULL,
    agent_id CHAR(36) NOT NULL,
    agent_version INTEGER NOT NULL,
    flow_execution_id CHAR(36),
    conversation_id CHAR(36),
    status VARCHAR(10) NOT NULL DEFAULT 'running',
    input TEXT NOT NULL DEFAULT '{}',
    output TEXT,
    error TEXT,
    total_tokens INTEGER NOT NULL DEFAULT 0,
    cost_usd NUMERIC(12, 6) NOT NULL DEFAULT 0,
    started_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    finished_at TIMESTAMP,
    CONSTRAINT pk_agent_executions PRIMARY KEY (id),
    CONSTRAINT ck_agent_executions_cost_usd CHECK (cost_usd >= 0),
    CONSTRAINT ck_agent_executions_status CHECK (status IN ('running', 'succeeded', 'failed', 'cancelled')),
    CONSTRAINT ck_agent_executions_total_tokens CHECK (total_tokens >= 0),
    CONSTRAINT fk_agent_executions_agent_id_agent_version_agent_versions FOREIGN KEY (agent_id, agent_version) REFERENCES agent_versions (agent_id, version) ON DELETE CASCADE,
    CONSTRAINT fk_agent_executions_conversation_id_conversations FOREIGN KEY (conversation_id) REFERENCES conversations (id) ON DELETE SET NULL,
    CONSTRAINT fk_agent_executions_flow_execution_id_flow_executions FOREIGN KEY (flow_execution_id) REFERENCES flow_executions (id) ON DELETE CASCADE
);

CREATE INDEX ix_agent_executions_agent_id_agent_version_started_at ON agent_executions (agent_id, agent_version, started_at);

CREATE INDEX ix_agent_executions_conversation_id ON agent_executions (conversation_id);

CREATE INDEX ix_agent_executions_flow_execution_id ON agent_executions (flow_execution_id);

CREATE INDEX ix_agent_executions_running ON agent_executions (started_at) WHERE status = 'running';

CREATE TABLE tool_executions (
    id INTEGER CONSTRAINT pk_tool_executions PRIMARY KEY AUTOINCREMENT,
    agent_execution_id CHAR(36) NOT NULL,
    tool_id CHAR(36),
    tool_name VARCHAR(100) NOT NULL,
    arguments TEXT NOT NULL DEFAULT '{}',
    result TEXT,
    error TEXT,
    duration_ms INTEGER,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT ck_tool_executions_duration_ms CHECK (duration_ms >= 0),
    CONSTRAINT fk_tool_executions_agent_execution_id_agent_executions FOREIGN KEY (agent_execution_id) REFERENCES agent_executions (id) ON DELETE CASCADE,
    CONSTRAINT fk_tool_executions_tool_id_tools FOREIGN KEY (tool_id) REFERENCES tools (id) ON DELETE SET NULL
);

CREATE INDEX ix_tool_executions_agent_execution_id ON tool_executions (agent_execution_id);

CREATE INDEX ix_tool_executions_failed ON tool_executions (created_at) WHERE error IS NOT NULL;

CREATE INDEX ix_tool_executions_tool_id_created_at ON tool_executions (tool_id, created_at);
