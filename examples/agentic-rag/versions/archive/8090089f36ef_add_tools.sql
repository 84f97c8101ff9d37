-- revision: 8090089f36ef
-- revises: 34a7c5b63fc5
-- created: 2025-09-21
-- message: Add tools

-- upgrade
CREATE TABLE tools (
    id           uuid         NOT NULL CONSTRAINT pk_tools PRIMARY KEY,
    name         varchar(100) NOT NULL,
    description  text         NOT NULL,
    kind         varchar(20)  NOT NULL,
    input_schema jsonb        NOT NULL DEFAULT '{}',
    created_at   timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT uq_tools_name UNIQUE (name),
    CONSTRAINT ck_tools_kind CHECK (kind IN ('function', 'http', 'retriever'))
);

-- downgrade
DROP TABLE tools;
