-- revision: 3a70e00b3fa1
-- revises: 8090089f36ef
-- created: 2025-09-27
-- message: Configure tools and turn them off

-- upgrade
ALTER TABLE tools ADD COLUMN config jsonb NOT NULL DEFAULT '{}';
ALTER TABLE tools ADD COLUMN is_enabled boolean NOT NULL DEFAULT true;

-- downgrade
ALTER TABLE tools DROP COLUMN is_enabled;
ALTER TABLE tools DROP COLUMN config;
