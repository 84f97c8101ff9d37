-- revision: 3f9babd2bf42
-- revises: f886865f2ca2
-- created: 2025-09-06
-- message: End sessions

-- upgrade
ALTER TABLE sessions ADD COLUMN ended_at timestamptz CONSTRAINT ck_sessions_order CHECK (ended_at >= started_at);

-- downgrade
ALTER TABLE sessions DROP COLUMN ended_at;
