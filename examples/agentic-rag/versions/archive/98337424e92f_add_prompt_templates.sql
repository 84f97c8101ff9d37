-- revision: 98337424e92f
-- revises: 450e091496b5
-- created: 2025-06-15
-- message: Add prompt templates

-- upgrade
CREATE TABLE prompt_templates (
    id         uuid         NOT NULL CONSTRAINT pk_prompt_templates PRIMARY KEY,
    name       varchar(100) NOT NULL,
    version    integer      NOT NULL DEFAULT 1,
    template   text         NOT NULL,
    created_at timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT uq_prompt_templates_name_version UNIQUE (name, version),
    CONSTRAINT ck_prompt_templates_version CHECK (version > 0)
);

-- downgrade
DROP TABLE prompt_templates;
