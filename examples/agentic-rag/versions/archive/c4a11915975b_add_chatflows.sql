-- revision: c4a11915975b
-- revises: 7e03396fb3dd
-- created: 2025-11-12
-- message: Add chatflows

-- upgrade
CREATE TABLE chatflows (
    id                uuid         NOT NULL CONSTRAINT pk_chatflows PRIMARY KEY,
    owner_id          uuid         NOT NULL,
    agent_id          uuid,
    knowledge_base_id uuid,
    name              varchar(100) NOT NULL,
    settings          jsonb        NOT NULL DEFAULT '{}',
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

-- downgrade
DROP TABLE chatflows;
