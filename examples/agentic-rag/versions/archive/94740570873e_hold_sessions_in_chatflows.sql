-- revision: 94740570873e
-- revises: f63fe2ba16a3
-- created: 2025-11-23
-- message: Hold sessions in chatflows

-- upgrade
ALTER TABLE sessions ADD COLUMN chatflow_id uuid CONSTRAINT fk_sessions_chatflow_id_chatflows REFERENCES chatflows (id) ON DELETE SET NULL;
CREATE INDEX ix_sessions_chatflow_id ON sessions (chatflow_id);

-- downgrade
DROP INDEX ix_sessions_chatflow_id;
ALTER TABLE sessions DROP COLUMN chatflow_id;
