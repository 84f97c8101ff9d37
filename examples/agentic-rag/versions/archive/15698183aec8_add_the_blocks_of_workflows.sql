-- revision: 15698183aec8
-- revises: 08fb2358016c
-- created: 2025-12-14
-- message: Add the blocks of workflows

-- upgrade
CREATE TABLE blocks (
    id            uuid         NOT NULL CONSTRAINT pk_blocks PRIMARY KEY,
    workflow_id   uuid         NOT NULL,
    next_block_id uuid,
    tool_id       uuid,
    agent_id      uuid,
    kind          varchar(20)  NOT NULL,
    name          varchar(100) NOT NULL,
    config        jsonb        NOT NULL DEFAULT '{}',
    position_x    integer      NOT NULL DEFAULT 0,
    position_y    integer      NOT NULL DEFAULT 0,
    CONSTRAINT uq_blocks_workflow_id_name UNIQUE (workflow_id, name),
    CONSTRAINT uq_blocks_workflow_id_id UNIQUE (workflow_id, id),
    CONSTRAINT ck_blocks_kind CHECK (kind IN ('start', 'agent', 'tool', 'condition', 'loop', 'end')),
    CONSTRAINT ck_blocks_subject CHECK ((kind = 'agent') = (agent_id IS NOT NULL) AND (kind = 'tool') = (tool_id IS NOT NULL)),
    CONSTRAINT fk_blocks_workflow_id_workflows FOREIGN KEY (workflow_id) REFERENCES workflows (id) ON DELETE CASCADE,
    CONSTRAINT fk_blocks_workflow_id_next_block_id_blocks
        FOREIGN KEY (workflow_id, next_block_id) REFERENCES blocks (workflow_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_blocks_tool_id_tools FOREIGN KEY (tool_id) REFERENCES tools (id) ON DELETE RESTRICT,
    CONSTRAINT fk_blocks_agent_id_agents FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE RESTRICT
);

CREATE INDEX ix_blocks_workflow_id_next_block_id ON blocks (workflow_id, next_block_id);
CREATE INDEX ix_blocks_tool_id ON blocks (tool_id);
CREATE INDEX ix_blocks_agent_id ON blocks (agent_id);

-- downgrade
DROP TABLE blocks;
