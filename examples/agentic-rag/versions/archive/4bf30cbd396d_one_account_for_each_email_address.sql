-- revision: 4bf30cbd396d
-- revises: 9925c2e6834f
-- created: 2025-03-16
-- message: One account for each email address

-- upgrade
CREATE UNIQUE INDEX uq_users_email ON users (email);

-- downgrade
DROP INDEX uq_users_email;
