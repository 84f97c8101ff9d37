-- revision: 8299bf4b701f
-- revises: 882ac98e1107
-- created: 2025-04-24
-- message: Follow documents through the index

-- upgrade
ALTER TABLE documents ADD COLUMN status varchar(20) NOT NULL DEFAULT 'pending' CONSTRAINT ck_documents_status CHECK (status IN ('pending', 'indexing', 'indexed', 'failed'));
ALTER TABLE documents ADD COLUMN indexed_at timestamptz;

-- downgrade
ALTER TABLE documents DROP COLUMN indexed_at;
ALTER TABLE documents DROP COLUMN status;
