-- revision: 60b5333e426a
-- revises: e8df660e4485
-- created: 2025-06-28
-- message: Keep one current version of a prompt

-- upgrade
ALTER TABLE prompt_templates ADD COLUMN is_current boolean NOT NULL DEFAULT true;
CREATE UNIQUE INDEX uq_prompt_templates_current ON prompt_templates (name) WHERE is_current;

-- downgrade
DROP INDEX uq_prompt_templates_current;
ALTER TABLE prompt_templates DROP COLUMN is_current;
