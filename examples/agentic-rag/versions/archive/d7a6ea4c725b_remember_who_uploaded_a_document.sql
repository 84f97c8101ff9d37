-- revision: d7a6ea4c725b
-- revises: 720b272668d5
-- created: 2025-06-02
-- message: Remember who uploaded a document

-- upgrade
ALTER TABLE documents ADD COLUMN uploaded_by uuid CONSTRAINT fk_documents_uploaded_by_users REFERENCES users (id) ON DELETE SET NULL;
CREATE INDEX ix_documents_uploaded_by ON documents (uploaded_by);

-- downgrade
DROP INDEX ix_documents_uploaded_by;
ALTER TABLE documents DROP COLUMN uploaded_by;
