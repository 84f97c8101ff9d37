-- revision: 5d267824bfaa
-- revises: 0b0601049f43
-- created: 2025-03-29
-- message: Add knowledge bases

-- upgrade
CREATE TABLE knowledge_bases (
    id              uuid         NOT NULL CONSTRAINT pk_knowledge_bases PRIMARY KEY,
    owner_id        uuid         NOT NULL,
    name            varchar(100) NOT NULL,
    embedding_model varchar(100) NOT NULL,
    dimensions      integer      NOT NULL,
    created_at      timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at      timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT uq_knowledge_bases_owner_id_name UNIQUE (owner_id, name),
    CONSTRAINT ck_knowledge_bases_dimensions CHECK (dimensions > 0),
    CONSTRAINT fk_knowledge_bases_owner_id_users FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE
);

-- downgrade
DROP TABLE knowledge_bases;
