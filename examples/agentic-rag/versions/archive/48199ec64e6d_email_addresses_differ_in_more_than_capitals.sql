-- revision: 48199ec64e6d
-- revises: 9d812b81f739
-- created: 2025-10-17
-- message: Email addresses differ in more than capitals

-- upgrade
DROP INDEX uq_users_email;
CREATE UNIQUE INDEX uq_users_email_lower ON users (lower(email));

-- downgrade
DROP INDEX uq_users_email_lower;
CREATE UNIQUE INDEX uq_users_email ON users (email);
