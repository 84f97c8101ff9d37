-- revision: 5fea5fff8014
-- revises: b9b74da07377
-- created: 2025-07-24
-- message: Base agents on prompt templates

-- upgrade
ALTER TABLE agents ADD COLUMN prompt_template_id uuid CONSTRAINT fk_agents_prompt_template_id_prompt_templates
    REFERENCES prompt_templates (id) ON DELETE SET NULL;
CREATE INDEX ix_agents_prompt_template_id ON agents (prompt_template_id);

-- downgrade
DROP INDEX ix_agents_prompt_template_id;
ALTER TABLE agents DROP COLUMN prompt_template_id;
