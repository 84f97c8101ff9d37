-- revision: 34a7c5b63fc5
-- revises: 3f9babd2bf42
-- created: 2025-09-14
-- message: Call the origin of a document what it is

-- upgrade
ALTER TABLE documents RENAME COLUMN url TO source_uri;

-- downgrade
ALTER TABLE documents RENAME COLUMN source_uri TO url;
