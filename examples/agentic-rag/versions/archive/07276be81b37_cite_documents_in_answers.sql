-- revision: 07276be81b37
-- revises: cd969e997f5a
-- created: 2025-08-19
-- message: Cite documents in answers

-- upgrade
ALTER TABLE messages ADD COLUMN citations jsonb NOT NULL DEFAULT '[]';

-- downgrade
ALTER TABLE messages DROP COLUMN citations;
