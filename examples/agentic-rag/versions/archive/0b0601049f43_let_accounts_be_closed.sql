-- revision: 0b0601049f43
-- revises: 4bf30cbd396d
-- created: 2025-03-23
-- message: Let accounts be closed

-- upgrade
ALTER TABLE users ADD COLUMN is_active boolean NOT NULL DEFAULT true;

-- downgrade
ALTER TABLE users DROP COLUMN is_active;
