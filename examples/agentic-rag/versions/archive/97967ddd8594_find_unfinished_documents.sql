-- revision: 97967ddd8594
-- revises: 597f00f0921c
-- created: 2025-05-07
-- message: Find unfinished documents

-- upgrade
CREATE INDEX ix_documents_unfinished ON documents (created_at) WHERE status IN ('pending', 'indexing');

-- downgrade
DROP INDEX ix_documents_unfinished;
