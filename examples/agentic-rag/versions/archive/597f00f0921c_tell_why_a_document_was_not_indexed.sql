-- revision: 597f00f0921c
-- revises: 8299bf4b701f
-- created: 2025-04-29
-- message: Tell why a document was not indexed

-- upgrade
ALTER TABLE documents ADD COLUMN error text;

-- downgrade
ALTER TABLE documents DROP COLUMN error;
