-- revision: d40010a8fc16
-- revises: 5d267824bfaa
-- created: 2025-04-03
-- message: Add documents

-- upgrade
CREATE TABLE documents (
    id                uuid         NOT NULL CONSTRAINT pk_documents PRIMARY KEY,
    knowledge_base_id uuid         NOT NULL,
    title             varchar(255) NOT NULL,
    media_type        varchar(100) NOT NULL,
    size_bytes        bigint       NOT NULL,
    content_sha256    char(64)     NOT NULL,
    created_at        timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT uq_documents_knowledge_base_id_content_sha256 UNIQUE (knowledge_base_id, content_sha256),
    CONSTRAINT ck_documents_size_bytes CHECK (size_bytes >= 0),
    CONSTRAINT fk_documents_knowledge_base_id_knowledge_bases
        FOREIGN KEY (knowledge_base_id) REFERENCES knowledge_bases (id) ON DELETE CASCADE
);

-- downgrade
DROP TABLE documents;
