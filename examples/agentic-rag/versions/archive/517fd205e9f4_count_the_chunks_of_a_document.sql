-- revision: 517fd205e9f4
-- revises: b0547ef3a6d3
-- created: 2025-05-20
-- message: Count the chunks of a document

-- upgrade
ALTER TABLE documents ADD COLUMN chunk_count integer NOT NULL DEFAULT 0;

-- downgrade
ALTER TABLE documents DROP COLUMN chunk_count;
