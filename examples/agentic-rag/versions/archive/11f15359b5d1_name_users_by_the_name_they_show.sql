-- revision: 11f15359b5d1
-- revises: d40010a8fc16
-- created: 2025-04-11
-- message: Name users by the name they show

-- upgrade
ALTER TABLE users RENAME COLUMN name TO display_name;

-- downgrade
ALTER TABLE users RENAME COLUMN display_name TO name;
