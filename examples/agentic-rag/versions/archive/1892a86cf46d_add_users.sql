-- revision: 1892a86cf46d
-- created: 2025-03-03
-- message: Add users

-- upgrade
CREATE TABLE users (
    id         uuid         NOT NULL CONSTRAINT pk_users PRIMARY KEY,
    email      varchar(255) NOT NULL,
    name       varchar(100) NOT NULL,
    created_at timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- downgrade
DROP TABLE users;
