-- revision: 9925c2e6834f
-- revises: 1892a86cf46d
-- created: 2025-03-08
-- message: Sign in with a password

-- upgrade
ALTER TABLE users ADD COLUMN hashed_password varchar(255);

-- downgrade
ALTER TABLE users DROP COLUMN hashed_password;
