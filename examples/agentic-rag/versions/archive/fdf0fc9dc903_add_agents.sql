-- revision: fdf0fc9dc903
-- revises: 60b5333e426a
-- created: 2025-07-05
-- message: Add agents

-- upgrade
CREATE TABLE agents (
    id         uuid         NOT NULL CONSTRAINT pk_agents PRIMARY KEY,
    owner_id   uuid         NOT NULL,
    name       varchar(100) NOT NULL,
    model      varchar(100) NOT NULL,
    created_at timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT uq_agents_owner_id_name UNIQUE (owner_id, name),
    CONSTRAINT fk_agents_owner_id_users FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE
);

-- downgrade
DROP TABLE agents;
