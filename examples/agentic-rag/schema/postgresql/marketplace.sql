-- Plugins, and what is paid for them.

CREATE TABLE plugin_registry (
    id             uuid         NOT NULL CONSTRAINT pk_plugin_registry PRIMARY KEY,
    slug           varchar(100) NOT NULL,
    version        varchar(20)  NOT NULL,
    name           varchar(100) NOT NULL,
    summary        varchar(255) NOT NULL,
    publisher_id   uuid,
    category       varchar(50)  NOT NULL,
    manifest       jsonb        NOT NULL,
    package_sha256 char(64)     NOT NULL,
    price_credits  integer      NOT NULL DEFAULT 0,
    status         varchar(20)  NOT NULL DEFAULT 'submitted',
    published_at   timestamptz,
    created_at     timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at     timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT uq_plugin_registry_slug_version UNIQUE (slug, version),
    CONSTRAINT ck_plugin_registry_price_credits CHECK (price_credits >= 0),
    CONSTRAINT ck_plugin_registry_status CHECK (status IN ('submitted', 'scanning', 'published', 'rejected', 'withdrawn')),
    CONSTRAINT ck_plugin_registry_published CHECK (status <> 'published' OR published_at IS NOT NULL),
    CONSTRAINT fk_plugin_registry_publisher_id_users FOREIGN KEY (publisher_id) REFERENCES users (id) ON DELETE SET NULL
);

CREATE INDEX ix_plugin_registry_publisher_id ON plugin_registry (publisher_id);
CREATE INDEX ix_plugin_registry_category_name_lower ON plugin_registry (category, lower(name)) WHERE status = 'published';

CREATE TABLE plugin_configurations (
    plugin_id       uuid        NOT NULL,
    organization_id uuid        NOT NULL,
    settings        jsonb       NOT NULL DEFAULT '{}',
    is_enabled      boolean     NOT NULL DEFAULT true,
    configured_by   uuid,
    updated_at      timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_plugin_configurations PRIMARY KEY (plugin_id, organization_id),
    CONSTRAINT fk_plugin_configurations_plugin_id_plugin_registry
        FOREIGN KEY (plugin_id) REFERENCES plugin_registry (id) ON DELETE CASCADE,
    CONSTRAINT fk_plugin_configurations_organization_id_organizations
        FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT fk_plugin_configurations_configured_by_users FOREIGN KEY (configured_by) REFERENCES users (id) ON DELETE SET NULL
);

CREATE INDEX ix_plugin_configurations_organization_id ON plugin_configurations (organization_id);
CREATE INDEX ix_plugin_configurations_configured_by ON plugin_configurations (configured_by);

CREATE TABLE plugin_metrics (
    plugin_id    uuid             NOT NULL,
    metric       varchar(100)     NOT NULL,
    bucket_start timestamptz      NOT NULL,
    sample_count bigint           NOT NULL DEFAULT 0,
    total        double precision NOT NULL DEFAULT 0,
    maximum      double precision,
    CONSTRAINT pk_plugin_metrics PRIMARY KEY (plugin_id, metric, bucket_start),
    CONSTRAINT ck_plugin_metrics_sample_count CHECK (sample_count >= 0),
    CONSTRAINT fk_plugin_metrics_plugin_id_plugin_registry FOREIGN KEY (plugin_id) REFERENCES plugin_registry (id) ON DELETE CASCADE
);

CREATE INDEX ix_plugin_metrics_bucket_start ON plugin_metrics (bucket_start);

CREATE TABLE plugin_dependencies (
    plugin_id     uuid        NOT NULL,
    requires_id   uuid        NOT NULL,
    version_range varchar(50) NOT NULL DEFAULT '*',
    is_optional   boolean     NOT NULL DEFAULT false,
    CONSTRAINT pk_plugin_dependencies PRIMARY KEY (plugin_id, requires_id),
    CONSTRAINT ck_plugin_dependencies_not_itself CHECK (plugin_id <> requires_id),
    CONSTRAINT fk_plugin_dependencies_plugin_id_plugin_registry
        FOREIGN KEY (plugin_id) REFERENCES plugin_registry (id) ON DELETE CASCADE,
    CONSTRAINT fk_plugin_dependencies_requires_id_plugin_registry
        FOREIGN KEY (requires_id) REFERENCES plugin_registry (id) ON DELETE RESTRICT
);

CREATE INDEX ix_plugin_dependencies_requires_id ON plugin_dependencies (requires_id);

-- The slug stays when the plugin is gone: an audit log must not lose its subject.
CREATE TABLE plugin_audit_logs (
    id          uuid         NOT NULL CONSTRAINT pk_plugin_audit_logs PRIMARY KEY,
    plugin_id   uuid,
    plugin_slug varchar(100) NOT NULL,
    actor_id    uuid,
    action      varchar(50)  NOT NULL,
    details     jsonb        NOT NULL DEFAULT '{}',
    created_at  timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT fk_plugin_audit_logs_plugin_id_plugin_registry FOREIGN KEY (plugin_id) REFERENCES plugin_registry (id) ON DELETE SET NULL,
    CONSTRAINT fk_plugin_audit_logs_actor_id_users FOREIGN KEY (actor_id) REFERENCES users (id) ON DELETE SET NULL
);

CREATE INDEX ix_plugin_audit_logs_plugin_id_created_at ON plugin_audit_logs (plugin_id, created_at DESC);
CREATE INDEX ix_plugin_audit_logs_actor_id ON plugin_audit_logs (actor_id) WHERE actor_id IS NOT NULL;

CREATE TABLE plugin_security_scans (
    id              uuid        NOT NULL CONSTRAINT pk_plugin_security_scans PRIMARY KEY,
    plugin_id       uuid        NOT NULL,
    scanner         varchar(50) NOT NULL,
    scanner_version varchar(20) NOT NULL,
    verdict         varchar(10) NOT NULL DEFAULT 'pending',
    findings        jsonb       NOT NULL DEFAULT '[]',
    started_at      timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    finished_at     timestamptz,
    CONSTRAINT ck_plugin_security_scans_verdict CHECK (verdict IN ('pending', 'passed', 'warned', 'failed')),
    CONSTRAINT ck_plugin_security_scans_finished CHECK ((verdict = 'pending') = (finished_at IS NULL)),
    CONSTRAINT fk_plugin_security_scans_plugin_id_plugin_registry
        FOREIGN KEY (plugin_id) REFERENCES plugin_registry (id) ON DELETE CASCADE
);

CREATE INDEX ix_plugin_security_scans_plugin_id_started_at ON plugin_security_scans (plugin_id, started_at DESC);
-- A scanner looks at a plugin once at a time.
CREATE UNIQUE INDEX uq_plugin_security_scans_pending ON plugin_security_scans (plugin_id, scanner) WHERE verdict = 'pending';

CREATE TABLE marketplace_purchases (
    id              uuid        NOT NULL CONSTRAINT pk_marketplace_purchases PRIMARY KEY,
    plugin_id       uuid        NOT NULL,
    organization_id uuid        NOT NULL,
    purchased_by    uuid,
    price_credits   integer     NOT NULL,
    status          varchar(10) NOT NULL DEFAULT 'completed',
    purchased_at    timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    refunded_at     timestamptz,
    CONSTRAINT ck_marketplace_purchases_price_credits CHECK (price_credits >= 0),
    CONSTRAINT ck_marketplace_purchases_status CHECK (status IN ('completed', 'refunded')),
    CONSTRAINT ck_marketplace_purchases_refunded CHECK ((status = 'refunded') = (refunded_at IS NOT NULL)),
    CONSTRAINT fk_marketplace_purchases_plugin_id_plugin_registry
        FOREIGN KEY (plugin_id) REFERENCES plugin_registry (id) ON DELETE RESTRICT,
    CONSTRAINT fk_marketplace_purchases_organization_id_organizations
        FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT fk_marketplace_purchases_purchased_by_users FOREIGN KEY (purchased_by) REFERENCES users (id) ON DELETE SET NULL
);

CREATE UNIQUE INDEX uq_marketplace_purchases_active ON marketplace_purchases (organization_id, plugin_id) WHERE status = 'completed';
CREATE INDEX ix_marketplace_purchases_plugin_id_purchased_at ON marketplace_purchases (plugin_id, purchased_at);
CREATE INDEX ix_marketplace_purchases_organization_id_purchased_at ON marketplace_purchases (organization_id, purchased_at);
CREATE INDEX ix_marketplace_purchases_purchased_by ON marketplace_purchases (purchased_by);

CREATE TABLE marketplace_reviews (
    id         uuid        NOT NULL CONSTRAINT pk_marketplace_reviews PRIMARY KEY,
    plugin_id  uuid        NOT NULL,
    user_id    uuid        NOT NULL,
    rating     smallint    NOT NULL,
    title      varchar(100),
    body       text,
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT uq_marketplace_reviews_plugin_id_user_id UNIQUE (plugin_id, user_id),
    CONSTRAINT ck_marketplace_reviews_rating CHECK (rating BETWEEN 1 AND 5),
    CONSTRAINT fk_marketplace_reviews_plugin_id_plugin_registry
        FOREIGN KEY (plugin_id) REFERENCES plugin_registry (id) ON DELETE CASCADE,
    CONSTRAINT fk_marketplace_reviews_user_id_users FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX ix_marketplace_reviews_user_id ON marketplace_reviews (user_id);

CREATE TABLE marketplace_revenue (
    plugin_id        uuid           NOT NULL,
    period_start     date           NOT NULL,
    gross_amount     numeric(14, 2) NOT NULL DEFAULT 0,
    fee_amount       numeric(14, 2) NOT NULL DEFAULT 0,
    publisher_amount numeric(14, 2) GENERATED ALWAYS AS (gross_amount - fee_amount) STORED,
    paid_out_at      timestamptz,
    CONSTRAINT pk_marketplace_revenue PRIMARY KEY (plugin_id, period_start),
    CONSTRAINT ck_marketplace_revenue_fee_amount CHECK (fee_amount BETWEEN 0 AND gross_amount),
    CONSTRAINT fk_marketplace_revenue_plugin_id_plugin_registry
        FOREIGN KEY (plugin_id) REFERENCES plugin_registry (id) ON DELETE RESTRICT
);

CREATE INDEX ix_marketplace_revenue_unpaid ON marketplace_revenue (period_start) WHERE paid_out_at IS NULL;

-- A ledger: the balance of an organization is the sum of its rows.
CREATE TABLE credits (
    id              uuid        NOT NULL CONSTRAINT pk_credits PRIMARY KEY,
    organization_id uuid        NOT NULL,
    amount          integer     NOT NULL,
    reason          varchar(20) NOT NULL,
    purchase_id     uuid,
    created_by      uuid,
    created_at      timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT ck_credits_amount CHECK (amount <> 0),
    CONSTRAINT ck_credits_reason CHECK (reason IN ('grant', 'top_up', 'purchase', 'refund', 'expiry')),
    CONSTRAINT ck_credits_purchase CHECK ((reason IN ('purchase', 'refund')) = (purchase_id IS NOT NULL)),
    CONSTRAINT fk_credits_organization_id_organizations FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT fk_credits_purchase_id_marketplace_purchases
        FOREIGN KEY (purchase_id) REFERENCES marketplace_purchases (id) ON DELETE RESTRICT,
    CONSTRAINT fk_credits_created_by_users FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL
);

CREATE INDEX ix_credits_organization_id_created_at ON credits (organization_id, created_at);
CREATE INDEX ix_credits_created_by ON credits (created_by);
CREATE UNIQUE INDEX uq_credits_purchase_id_reason ON credits (purchase_id, reason) WHERE purchase_id IS NOT NULL;

-- A limit holds for one organization, one plugin, both, or (with neither) for everybody.
CREATE TABLE rate_limit_configs (
    id              uuid         NOT NULL CONSTRAINT pk_rate_limit_configs PRIMARY KEY,
    organization_id uuid,
    plugin_id       uuid,
    scope           varchar(100) NOT NULL,
    max_requests    integer      NOT NULL,
    window_seconds  integer      NOT NULL DEFAULT 60,
    burst           integer      NOT NULL DEFAULT 0,
    is_enabled      boolean      NOT NULL DEFAULT true,
    created_at      timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at      timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT uq_rate_limit_configs_organization_id_plugin_id_scope UNIQUE (organization_id, plugin_id, scope),
    CONSTRAINT ck_rate_limit_configs_max_requests CHECK (max_requests > 0),
    CONSTRAINT ck_rate_limit_configs_window_seconds CHECK (window_seconds BETWEEN 1 AND 86400),
    CONSTRAINT ck_rate_limit_configs_burst CHECK (burst >= 0),
    CONSTRAINT fk_rate_limit_configs_organization_id_organizations
        FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT fk_rate_limit_configs_plugin_id_plugin_registry
        FOREIGN KEY (plugin_id) REFERENCES plugin_registry (id) ON DELETE CASCADE
);

CREATE INDEX ix_rate_limit_configs_plugin_id ON rate_limit_configs (plugin_id);
-- NULLs never equal each other, so the constraint above cannot see two limits that leave the same thing out.
CREATE UNIQUE INDEX uq_rate_limit_configs_organization ON rate_limit_configs (organization_id, scope) WHERE plugin_id IS NULL;
CREATE UNIQUE INDEX uq_rate_limit_configs_plugin ON rate_limit_configs (plugin_id, scope) WHERE organization_id IS NULL;
CREATE UNIQUE INDEX uq_rate_limit_configs_everybody ON rate_limit_configs (scope) WHERE organization_id IS NULL AND plugin_id IS NULL;
