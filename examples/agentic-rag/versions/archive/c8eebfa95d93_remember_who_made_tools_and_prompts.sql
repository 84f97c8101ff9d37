-- revision: c8eebfa95d93
-- revises: 3a70e00b3fa1
-- created: 2025-10-02
-- message: Remember who made tools and prompts

-- upgrade
ALTER TABLE tools ADD COLUMN created_by uuid CONSTRAINT fk_tools_created_by_users REFERENCES users (id) ON DELETE SET NULL;
ALTER TABLE prompt_templates ADD COLUMN created_by uuid CONSTRAINT fk_prompt_templates_created_by_users REFERENCES users (id) ON DELETE SET NULL;
CREATE INDEX ix_tools_created_by ON tools (created_by);
CREATE INDEX ix_prompt_templates_created_by ON prompt_templates (created_by);

-- downgrade
DROP INDEX ix_prompt_templates_created_by;
DROP INDEX ix_tools_created_by;
ALTER TABLE prompt_templates DROP COLUMN created_by;
ALTER TABLE tools DROP COLUMN created_by;
