-- revision: baa6abd86438
-- revises: ddc0f48e0efa
-- created: 2025-10-28
-- message: Publish agents

-- upgrade
ALTER TABLE agents ADD COLUMN is_published boolean NOT NULL DEFAULT false;
CREATE INDEX ix_agents_published ON agents (updated_at) WHERE is_published;

-- downgrade
DROP INDEX ix_agents_published;
ALTER TABLE agents DROP COLUMN is_published;
