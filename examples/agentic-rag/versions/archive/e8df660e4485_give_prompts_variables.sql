-- revision: e8df660e4485
-- revises: 98337424e92f
-- created: 2025-06-20
-- message: Give prompts variables

-- upgrade
ALTER TABLE prompt_templates ADD COLUMN variables jsonb NOT NULL DEFAULT '[]';

-- downgrade
ALTER TABLE prompt_templates DROP COLUMN variables;
