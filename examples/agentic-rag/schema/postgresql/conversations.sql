-- What people and agents say.

CREATE TABLE sessions (
    id             uuid        NOT NULL CONSTRAINT pk_sessions PRIMARY KEY,
    user_id        uuid        NOT NULL,
    chatflow_id    uuid,
    title          varchar(255),
    context        jsonb       NOT NULL DEFAULT '{}',
    started_at     timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    last_active_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    ended_at       timestamptz,
    CONSTRAINT ck_sessions_order CHECK (ended_at >= started_at),
    CONSTRAINT fk_sessions_user_id_users FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT fk_sessions_chatflow_id_chatflows FOREIGN KEY (chatflow_id) REFERENCES chatflows (id) ON DELETE SET NULL
);

CREATE INDEX ix_sessions_user_id_last_active_at ON sessions (user_id, last_active_at DESC);
CREATE INDEX ix_sessions_chatflow_id ON sessions (chatflow_id);

CREATE TABLE messages (
    id                uuid        NOT NULL CONSTRAINT pk_messages PRIMARY KEY,
    session_id        uuid        NOT NULL,
    sequence_number   integer     NOT NULL,
    agent_id          uuid,
    role              varchar(10) NOT NULL,
    content           text        NOT NULL,
    citations         jsonb       NOT NULL DEFAULT '[]',
    prompt_tokens     integer     NOT NULL DEFAULT 0,
    completion_tokens integer     NOT NULL DEFAULT 0,
    created_at        timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT uq_messages_session_id_sequence_number UNIQUE (session_id, sequence_number),
    CONSTRAINT ck_messages_role CHECK (role IN ('system', 'user', 'assistant', 'tool')),
    CONSTRAINT fk_messages_session_id_sessions FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE CASCADE,
    CONSTRAINT fk_messages_agent_id_agents FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE SET NULL
);

CREATE INDEX ix_messages_agent_id ON messages (agent_id);

CREATE TABLE conversations (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    session_id uuid,
    agent_id uuid,
    team_id uuid,
    title varchar(255) NOT NULL,
    summary text,
    is_pinned boolean DEFAULT false NOT NULL,
    archived_at timestamptz,
    created_at timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_conversations PRIMARY KEY (id),
    CONSTRAINT fk_conversations_user_id_users FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT uq_conversations_session_id UNIQUE (session_id),
    CONSTRAINT fk_conversations_session_id_sessions FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE SET NULL,
    CONSTRAINT fk_conversations_agent_id_agents FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE SET NULL,
    CONSTRAINT fk_conversations_team_id_teams FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE SET NULL
);

CREATE INDEX ix_conversations_user_id ON conversations (user_id);
CREATE INDEX ix_conversations_agent_id ON conversations (agent_id);
CREATE INDEX ix_conversations_team_id ON conversations (team_id);
CREATE INDEX ix_conversations_recent ON conversations (user_id, updated_at DESC) WHERE archived_at IS NULL;

CREATE TABLE conversation_shares (
    conversation_id uuid NOT NULL,
    user_id uuid NOT NULL,
    permission varchar(10) DEFAULT 'read' NOT NULL,
    shared_by uuid,
    expires_at timestamptz,
    created_at timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT fk_conversation_shares_conversation_id_conversations FOREIGN KEY (conversation_id) REFERENCES conversations (id) ON DELETE CASCADE,
    CONSTRAINT fk_conversation_shares_user_id_users FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT ck_conversation_shares_permission CHECK (permission IN ('read', 'comment', 'write')),
    CONSTRAINT fk_conversation_shares_shared_by_users FOREIGN KEY (shared_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT pk_conversation_shares PRIMARY KEY (conversation_id, user_id)
);

CREATE INDEX ix_conversation_shares_user_id ON conversation_shares (user_id);
CREATE INDEX ix_conversation_shares_shared_by ON conversation_shares (shared_by);

CREATE TABLE feedback (
    id uuid NOT NULL,
    message_id uuid NOT NULL,
    user_id uuid NOT NULL,
    rating smallint NOT NULL,
    comment text,
    created_at timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_feedback PRIMARY KEY (id),
    CONSTRAINT fk_feedback_message_id_messages FOREIGN KEY (message_id) REFERENCES messages (id) ON DELETE CASCADE,
    CONSTRAINT fk_feedback_user_id_users FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT ck_feedback_rating CHECK (rating IN (-1, 1)),
    CONSTRAINT uq_feedback_message_id_user_id UNIQUE (message_id, user_id)
);

CREATE INDEX ix_feedback_user_id ON feedback (user_id);

CREATE TABLE bookmarks (
    user_id uuid NOT NULL,
    message_id uuid NOT NULL,
    note text,
    created_at timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT fk_bookmarks_user_id_users FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT fk_bookmarks_message_id_messages FOREIGN KEY (message_id) REFERENCES messages (id) ON DELETE CASCADE,
    CONSTRAINT pk_bookmarks PRIMARY KEY (user_id, message_id)
);

CREATE INDEX ix_bookmarks_message_id ON bookmarks (message_id);
