-- revision: cd969e997f5a
-- revises: f0e43b35000c
-- created: 2025-08-11
-- message: Tell which agent answered

-- upgrade
ALTER TABLE messages ADD COLUMN agent_id uuid CONSTRAINT fk_messages_agent_id_agents REFERENCES agents (id) ON DELETE SET NULL;
CREATE INDEX ix_messages_agent_id ON messages (agent_id);

-- downgrade
DROP INDEX ix_messages_agent_id;
ALTER TABLE messages DROP COLUMN agent_id;
