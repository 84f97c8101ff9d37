-- revision: f886865f2ca2
-- revises: fb7d3cb7ef16
-- created: 2025-09-01
-- message: Keep the context of a session

-- upgrade
ALTER TABLE sessions ADD COLUMN context jsonb NOT NULL DEFAULT '{}';

-- downgrade
ALTER TABLE sessions DROP COLUMN context;
