-- revision: d148624e316c
-- revises: 94740570873e
-- created: 2025-12-01
-- message: Add agentflows

-- upgrade
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

-- downgrade
DROP TABLE agentflows;
