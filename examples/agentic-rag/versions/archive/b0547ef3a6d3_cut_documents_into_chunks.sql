-- revision: b0547ef3a6d3
-- revises: 97967ddd8594
-- created: 2025-05-14
-- message: Cut documents into chunks

-- upgrade
ALTER TABLE knowledge_bases ADD COLUMN chunk_size integer NOT NULL DEFAULT 1000;
ALTER TABLE knowledge_bases ADD COLUMN chunk_overlap integer NOT NULL DEFAULT 200
    CONSTRAINT ck_knowledge_bases_overlap CHECK (chunk_overlap >= 0 AND chunk_overlap < chunk_size);

-- downgrade
ALTER TABLE knowledge_bases DROP COLUMN chunk_overlap;
ALTER TABLE knowledge_bases DROP COLUMN chunk_size;
