-- Organizations, who works in them, and what was done. People themselves are kept by the identity provider, which makes their ids.

CREATE TABLE organizations (
    id         uuid         NOT NULL DEFAULT gen_random_uuid() CONSTRAINT pk_organizations PRIMARY KEY,
    slug       varchar(63)  NOT NULL,
    name       varchar(200) NOT NULL,
    plan       text         NOT NULL DEFAULT 'trial',
    status     text         NOT NULL DEFAULT 'active',
    settings   jsonb        NOT NULL DEFAULT '{}',
    created_at timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT uq_organizations_slug UNIQUE (slug),
    CONSTRAINT ck_organizations_slug CHECK (slug ~ '^[a-z0-9][a-z0-9-]*$'),
    CONSTRAINT ck_organizations_plan CHECK (plan IN ('trial', 'team', 'business', 'enterprise')),
    CONSTRAINT ck_organizations_status CHECK (status IN ('active', 'suspended', 'closed'))
);

CREATE TABLE organization_members (
    organization_id uuid        NOT NULL,
    user_id         varchar(64) NOT NULL,
    role            text        NOT NULL DEFAULT 'member',
    joined_at       timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_organization_members PRIMARY KEY (organization_id, user_id),
    CONSTRAINT ck_organization_members_role CHECK (role IN ('owner', 'admin', 'member', 'viewer')),
    CONSTRAINT fk_organization_members_organization_id_organizations FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE
);

CREATE INDEX ix_organization_members_user_id ON organization_members (user_id);

CREATE TABLE organization_invitations (
    id              uuid         NOT NULL DEFAULT gen_random_uuid() CONSTRAINT pk_organization_invitations PRIMARY KEY,
    organization_id uuid         NOT NULL,
    email           varchar(320) NOT NULL,
    role            text         NOT NULL DEFAULT 'member',
    token_hash      char(64)     NOT NULL,
    invited_by      varchar(64)  NOT NULL,
    expires_at      timestamptz  NOT NULL,
    accepted_at     timestamptz,
    created_at      timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT uq_organization_invitations_token_hash UNIQUE (token_hash),
    CONSTRAINT ck_organization_invitations_role CHECK (role IN ('admin', 'member', 'viewer')),
    CONSTRAINT ck_organization_invitations_expires_at CHECK (expires_at > created_at),
    CONSTRAINT fk_organization_invitations_organization_id_organizations FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE
);

-- Nobody is invited twice to the same organization while the first invitation is open.
CREATE UNIQUE INDEX uq_organization_invitations_open ON organization_invitations (organization_id, lower(email)) WHERE accepted_at IS NULL;

CREATE TABLE api_keys (
    id              uuid         NOT NULL DEFAULT gen_random_uuid() CONSTRAINT pk_api_keys PRIMARY KEY,
    organization_id uuid         NOT NULL,
    name            varchar(100) NOT NULL,
    key_prefix      varchar(12)  NOT NULL,
    key_hash        char(64)     NOT NULL,
    scopes          jsonb        NOT NULL DEFAULT '[]',
    created_by      varchar(64)  NOT NULL,
    expires_at      timestamptz,
    last_used_at    timestamptz,
    revoked_at      timestamptz,
    created_at      timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT uq_api_keys_key_hash UNIQUE (key_hash),
    CONSTRAINT uq_api_keys_organization_id_name UNIQUE (organization_id, name),
    CONSTRAINT ck_api_keys_scopes CHECK (jsonb_typeof(scopes) = 'array'),
    CONSTRAINT ck_api_keys_expires_at CHECK (expires_at > created_at),
    CONSTRAINT fk_api_keys_organization_id_organizations FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE
);

CREATE INDEX ix_api_keys_key_prefix ON api_keys (key_prefix) WHERE revoked_at IS NULL;

-- The log outlives the organization that it tells about.
CREATE TABLE audit_logs (
    id              bigint       NOT NULL GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_audit_logs PRIMARY KEY,
    organization_id uuid,
    actor           varchar(64)  NOT NULL,
    action          varchar(100) NOT NULL,
    resource_type   varchar(50)  NOT NULL,
    resource_id     varchar(100),
    details         jsonb        NOT NULL DEFAULT '{}',
    ip_address      inet,
    created_at      timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT fk_audit_logs_organization_id_organizations FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE SET NULL
);

CREATE INDEX ix_audit_logs_organization_id_created_at ON audit_logs (organization_id, created_at DESC);
CREATE INDEX ix_audit_logs_resource_type_resource_id ON audit_logs (resource_type, resource_id);
CREATE INDEX ix_audit_logs_details ON audit_logs USING gin (details jsonb_path_ops);

COMMENT ON TABLE organizations IS 'The customers, each with its plan and settings; everything else belongs to one of them.';
COMMENT ON TABLE organization_members IS 'Who works in which organization, and what he or she may do there.';
COMMENT ON TABLE organization_invitations IS 'Invitations that were sent by mail; open until they are accepted or expire.';
COMMENT ON TABLE api_keys IS 'Keys by which programs act for an organization; only the hash of a key is kept.';
COMMENT ON TABLE audit_logs IS 'Who did what to which resource, and when. Rows are only ever added.';
