-- revision: f63fe2ba16a3
-- revises: c4a11915975b
-- created: 2025-11-18
-- message: Greet who opens a chatflow

-- upgrade
ALTER TABLE chatflows ADD COLUMN greeting text;
ALTER TABLE chatflows ADD COLUMN is_active boolean NOT NULL DEFAULT true;

-- downgrade
ALTER TABLE chatflows DROP COLUMN is_active;
ALTER TABLE chatflows DROP COLUMN greeting;
