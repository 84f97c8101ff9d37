-- revision: e284a8be671b
-- revises: 15698183aec8
-- created: 2025-12-19
-- message: Run workflows on a schedule

-- upgrade
ALTER TABLE workflows ADD COLUMN schedule varchar(100);
ALTER TABLE workflows ADD COLUMN next_run_at timestamptz;
CREATE INDEX ix_workflows_due ON workflows (next_run_at) WHERE is_active AND next_run_at IS NOT NULL;

-- downgrade
DROP INDEX ix_workflows_due;
ALTER TABLE workflows DROP COLUMN next_run_at;
ALTER TABLE workflows DROP COLUMN schedule;
