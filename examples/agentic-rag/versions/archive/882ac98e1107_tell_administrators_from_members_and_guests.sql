-- revision: 882ac98e1107
-- revises: 11f15359b5d1
-- created: 2025-04-18
-- message: Tell administrators from members and guests

-- upgrade
ALTER TABLE users ADD COLUMN role varchar(20) NOT NULL DEFAULT 'member' CONSTRAINT ck_users_role CHECK (role IN ('admin', 'member', 'guest'));

-- downgrade
ALTER TABLE users DROP COLUMN role;
