-- People and the organizations they belong to.

CREATE TABLE users (
    id              uuid         NOT NULL CONSTRAINT pk_users PRIMARY KEY,
    email           varchar(255) NOT NULL,
    display_name    varchar(100) NOT NULL,
    hashed_password varchar(255),
    role            varchar(20)  NOT NULL DEFAULT 'member',
    is_active       boolean      NOT NULL DEFAULT true,
    last_seen_at    timestamptz,
    created_at      timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at      timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT ck_users_role CHECK (role IN ('admin', 'member', 'guest'))
);

CREATE UNIQUE INDEX uq_users_email_lower ON users (lower(email));

CREATE TABLE user_settings (
    user_id uuid NOT NULL,
    theme varchar(10) DEFAULT 'system' NOT NULL,
    locale varchar(10) DEFAULT 'en' NOT NULL,
    default_model varchar(100),
    preferences jsonb DEFAULT '{}' NOT NULL,
    updated_at timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_user_settings PRIMARY KEY (user_id),
    CONSTRAINT fk_user_settings_user_id_users FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT ck_user_settings_theme CHECK (theme IN ('system', 'light', 'dark'))
);

CREATE TABLE api_keys (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    organization_id uuid,
    name varchar(100) NOT NULL,
    key_prefix varchar(12) NOT NULL,
    key_hash char(64) NOT NULL,
    scopes jsonb DEFAULT '[]' NOT NULL,
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_api_keys PRIMARY KEY (id),
    CONSTRAINT fk_api_keys_user_id_users FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT fk_api_keys_organization_id_organizations FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT uq_api_keys_key_hash UNIQUE (key_hash)
);

CREATE INDEX ix_api_keys_user_id ON api_keys (user_id);
CREATE INDEX ix_api_keys_organization_id ON api_keys (organization_id);
CREATE UNIQUE INDEX uq_api_keys_user_id_name_active ON api_keys (user_id, name) WHERE revoked_at IS NULL;

CREATE TABLE notifications (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    kind varchar(50) NOT NULL,
    title varchar(255) NOT NULL,
    body text,
    link varchar(500),
    read_at timestamptz,
    created_at timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_notifications PRIMARY KEY (id),
    CONSTRAINT fk_notifications_user_id_users FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX ix_notifications_user_id_created_at ON notifications (user_id, created_at DESC);
CREATE INDEX ix_notifications_unread ON notifications (user_id) WHERE read_at IS NULL;

CREATE TABLE organizations (
    id uuid NOT NULL,
    slug varchar(63) NOT NULL,
    name varchar(100) NOT NULL,
    plan varchar(20) DEFAULT 'free' NOT NULL,
    settings jsonb DEFAULT '{}' NOT NULL,
    created_by uuid,
    created_at timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_organizations PRIMARY KEY (id),
    CONSTRAINT uq_organizations_slug UNIQUE (slug),
    CONSTRAINT ck_organizations_slug CHECK (slug = lower(slug)),
    CONSTRAINT ck_organizations_plan CHECK (plan IN ('free', 'team', 'enterprise')),
    CONSTRAINT fk_organizations_created_by_users FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL
);

CREATE INDEX ix_organizations_created_by ON organizations (created_by);

CREATE TABLE teams (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    lead_id uuid,
    name varchar(100) NOT NULL,
    description text,
    created_at timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_teams PRIMARY KEY (id),
    CONSTRAINT fk_teams_organization_id_organizations FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT fk_teams_lead_id_users FOREIGN KEY (lead_id) REFERENCES users (id) ON DELETE SET NULL
);

CREATE INDEX ix_teams_lead_id ON teams (lead_id);
CREATE UNIQUE INDEX uq_teams_organization_id_name_lower ON teams (organization_id, (lower(name)));
