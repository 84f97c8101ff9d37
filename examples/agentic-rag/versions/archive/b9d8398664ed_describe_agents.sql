-- revision: b9d8398664ed
-- revises: fdf0fc9dc903
-- created: 2025-07-11
-- message: Describe agents

-- upgrade
ALTER TABLE agents ADD COLUMN description text;
ALTER TABLE agents ADD COLUMN system_prompt text;

-- downgrade
ALTER TABLE agents DROP COLUMN system_prompt;
ALTER TABLE agents DROP COLUMN description;
