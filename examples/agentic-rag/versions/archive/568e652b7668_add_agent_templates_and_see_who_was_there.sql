-- revision: 568e652b7668
-- revises: e284a8be671b
-- created: 2025-12-27
-- message: Add agent templates and see who was there

-- upgrade
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

ALTER TABLE users ADD COLUMN last_seen_at timestamptz;

-- downgrade
ALTER TABLE users DROP COLUMN last_seen_at;
DROP TABLE agent_templates;
