-- revision: 450e091496b5
-- revises: d7a6ea4c725b
-- created: 2025-06-09
-- message: Remember where a document came from

-- upgrade
ALTER TABLE documents ADD COLUMN url varchar(1000);

-- downgrade
ALTER TABLE documents DROP COLUMN url;
