-- revision: f0e43b35000c
-- revises: 246015ef3073
-- created: 2025-08-06
-- message: Add messages

-- upgrade
CREATE TABLE messages (
    id              uuid        NOT NULL CONSTRAINT pk_messages PRIMARY KEY,
    session_id      uuid        NOT NULL,
    sequence_number integer     NOT NULL,
    role            varchar(10) NOT NULL,
    content         text        NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT uq_messages_session_id_sequence_number UNIQUE (session_id, sequence_number),
    CONSTRAINT ck_messages_role CHECK (role IN ('system', 'user', 'assistant', 'tool')),
    CONSTRAINT fk_messages_session_id_sessions FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE CASCADE
);

-- downgrade
DROP TABLE messages;
