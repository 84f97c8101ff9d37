-- revision: b9b74da07377
-- revises: b9d8398664ed
-- created: 2025-07-16
-- message: Limit what an agent may say

-- upgrade
ALTER TABLE agents ADD COLUMN temperature numeric(3, 2) NOT NULL DEFAULT 0.7 CONSTRAINT ck_agents_temperature CHECK (temperature BETWEEN 0 AND 2);
ALTER TABLE agents ADD COLUMN max_tokens integer NOT NULL DEFAULT 4096 CONSTRAINT ck_agents_max_tokens CHECK (max_tokens > 0);

-- downgrade
ALTER TABLE agents DROP COLUMN max_tokens;
ALTER TABLE agents DROP COLUMN temperature;
