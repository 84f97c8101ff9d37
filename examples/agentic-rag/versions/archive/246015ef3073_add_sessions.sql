-- revision: 246015ef3073
-- revises: 5fea5fff8014
-- created: 2025-07-31
-- message: Add sessions

-- upgrade
CREATE TABLE sessions (
    id             uuid        NOT NULL CONSTRAINT pk_sessions PRIMARY KEY,
    user_id        uuid        NOT NULL,
    title          varchar(255),
    started_at     timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    last_active_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT fk_sessions_user_id_users FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX ix_sessions_user_id_last_active_at ON sessions (user_id, last_active_at DESC);

-- downgrade
DROP TABLE sessions;
