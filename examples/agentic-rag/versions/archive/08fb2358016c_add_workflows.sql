-- revision: 08fb2358016c
-- revises: d148624e316c
-- created: 2025-12-08
-- message: Add workflows

-- upgrade
CREATE TABLE workflows (
    id          uuid         NOT NULL CONSTRAINT pk_workflows PRIMARY KEY,
    owner_id    uuid         NOT NULL,
    name        varchar(100) NOT NULL,
    description text,
    is_active   boolean      NOT NULL DEFAULT true,
    created_at  timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at  timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT uq_workflows_owner_id_name UNIQUE (owner_id, name),
    CONSTRAINT fk_workflows_owner_id_users FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE
);

-- downgrade
DROP TABLE workflows;
