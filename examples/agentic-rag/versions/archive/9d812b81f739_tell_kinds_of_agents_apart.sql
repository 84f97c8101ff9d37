-- revision: 9d812b81f739
-- revises: c8eebfa95d93
-- created: 2025-10-10
-- message: Tell kinds of agents apart

-- upgrade
ALTER TABLE agents ADD COLUMN kind varchar(20) NOT NULL DEFAULT 'assistant'
    CONSTRAINT ck_agents_kind CHECK (kind IN ('assistant', 'retriever', 'planner', 'critic', 'router'));

-- downgrade
ALTER TABLE agents DROP COLUMN kind;
