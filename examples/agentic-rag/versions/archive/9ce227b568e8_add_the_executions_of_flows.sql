-- revision: 9ce227b568e8
-- revises: 568e652b7668
-- created: 2026-01-10
-- message: Add the executions of flows

-- upgrade
CREATE TABLE flow_executions (
    id           uuid        NOT NULL CONSTRAINT pk_flow_executions PRIMARY KEY,
    agentflow_id uuid,
    chatflow_id  uuid,
    workflow_id  uuid,
    started_by   uuid,
    status       varchar(10) NOT NULL DEFAULT 'queued',
    input        jsonb       NOT NULL DEFAULT '{}',
    output       jsonb,
    error        text,
    created_at   timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    started_at   timestamptz,
    finished_at  timestamptz,
    CONSTRAINT ck_flow_executions_status CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    CONSTRAINT ck_flow_executions_one_flow CHECK (
        CASE WHEN agentflow_id IS NULL THEN 0 ELSE 1 END
        + CASE WHEN chatflow_id IS NULL THEN 0 ELSE 1 END
        + CASE WHEN workflow_id IS NULL THEN 0 ELSE 1 END = 1),
    CONSTRAINT fk_flow_executions_agentflow_id_agentflows FOREIGN KEY (agentflow_id) REFERENCES agentflows (id) ON DELETE CASCADE,
    CONSTRAINT fk_flow_executions_chatflow_id_chatflows FOREIGN KEY (chatflow_id) REFERENCES chatflows (id) ON DELETE CASCADE,
    CONSTRAINT fk_flow_executions_workflow_id_workflows FOREIGN KEY (workflow_id) REFERENCES workflows (id) ON DELETE CASCADE,
    CONSTRAINT fk_flow_executions_started_by_users FOREIGN KEY (started_by) REFERENCES users (id) ON DELETE SET NULL
);

CREATE INDEX ix_flow_executions_agentflow_id ON flow_executions (agentflow_id);
CREATE INDEX ix_flow_executions_chatflow_id ON flow_executions (chatflow_id);
CREATE INDEX ix_flow_executions_workflow_id ON flow_executions (workflow_id);
CREATE INDEX ix_flow_executions_started_by ON flow_executions (started_by);
CREATE INDEX ix_flow_executions_unfinished ON flow_executions (created_at) WHERE finished_at IS NULL;

-- downgrade
DROP TABLE flow_executions;
