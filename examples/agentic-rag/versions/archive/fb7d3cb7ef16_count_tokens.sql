-- revision: fb7d3cb7ef16
-- revises: 07276be81b37
-- created: 2025-08-26
-- message: Count tokens

-- upgrade
ALTER TABLE messages ADD COLUMN prompt_tokens integer NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN completion_tokens integer NOT NULL DEFAULT 0;

-- downgrade
ALTER TABLE messages DROP COLUMN completion_tokens;
ALTER TABLE messages DROP COLUMN prompt_tokens;
