-- revision: 7e03396fb3dd
-- revises: baa6abd86438
-- created: 2025-11-05
-- message: Add settings where users change things

-- upgrade
ALTER TABLE knowledge_bases ADD COLUMN description text;
ALTER TABLE knowledge_bases ADD COLUMN settings jsonb NOT NULL DEFAULT '{}';
ALTER TABLE agents ADD COLUMN settings jsonb NOT NULL DEFAULT '{}';
ALTER TABLE documents ADD COLUMN metadata jsonb NOT NULL DEFAULT '{}';

-- downgrade
ALTER TABLE documents DROP COLUMN metadata;
ALTER TABLE agents DROP COLUMN settings;
ALTER TABLE knowledge_bases DROP COLUMN settings;
ALTER TABLE knowledge_bases DROP COLUMN description;
