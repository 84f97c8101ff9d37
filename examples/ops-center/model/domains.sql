-- Domains that move from one registrar to another.

CREATE TABLE namecheap_domains (
    id              uuid         NOT NULL DEFAULT gen_random_uuid() CONSTRAINT pk_namecheap_domains PRIMARY KEY,
    organization_id uuid         NOT NULL,
    name            varchar(253) NOT NULL,
    expires_on      date         NOT NULL,
    is_locked       boolean      NOT NULL DEFAULT true,
    auto_renew      boolean      NOT NULL DEFAULT false,
    name_servers    jsonb        NOT NULL DEFAULT '[]',
    contacts        jsonb        NOT NULL DEFAULT '{}',
    synced_at       timestamptz,
    CONSTRAINT uq_namecheap_domains_name UNIQUE (name),
    CONSTRAINT fk_namecheap_domains_organization_id_organizations FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE
);

CREATE INDEX ix_namecheap_domains_organization_id ON namecheap_domains (organization_id);
CREATE INDEX ix_namecheap_domains_expires_on ON namecheap_domains (expires_on) WHERE NOT auto_renew;

CREATE TABLE cloudflare_domains (
    id              uuid         NOT NULL DEFAULT gen_random_uuid() CONSTRAINT pk_cloudflare_domains PRIMARY KEY,
    organization_id uuid         NOT NULL,
    zone_id         uuid,
    name            varchar(253) NOT NULL,
    expires_on      date         NOT NULL,
    auto_renew      boolean      NOT NULL DEFAULT true,
    registered_at   timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT uq_cloudflare_domains_name UNIQUE (name),
    CONSTRAINT fk_cloudflare_domains_organization_id_organizations FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT fk_cloudflare_domains_zone_id_cloudflare_zones FOREIGN KEY (zone_id) REFERENCES cloudflare_zones (id) ON DELETE SET NULL
);

CREATE INDEX ix_cloudflare_domains_organization_id ON cloudflare_domains (organization_id);
CREATE INDEX ix_cloudflare_domains_zone_id ON cloudflare_domains (zone_id);

CREATE TABLE migration_jobs (
    id                  uuid        NOT NULL DEFAULT gen_random_uuid() CONSTRAINT pk_migration_jobs PRIMARY KEY,
    organization_id     uuid        NOT NULL,
    namecheap_domain_id uuid        NOT NULL,
    zone_id             uuid,
    status              text        NOT NULL DEFAULT 'queued',
    step                varchar(50),
    progress            smallint    NOT NULL DEFAULT 0,
    options             jsonb       NOT NULL DEFAULT '{}',
    error               text,
    started_at          timestamptz,
    finished_at         timestamptz,
    created_at          timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT ck_migration_jobs_status CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    CONSTRAINT ck_migration_jobs_progress CHECK (progress BETWEEN 0 AND 100),
    CONSTRAINT ck_migration_jobs_error CHECK (status <> 'failed' OR error IS NOT NULL),
    CONSTRAINT ck_migration_jobs_finished_at CHECK (finished_at >= started_at),
    CONSTRAINT fk_migration_jobs_organization_id_organizations FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT fk_migration_jobs_namecheap_domain_id_namecheap_domains FOREIGN KEY (namecheap_domain_id) REFERENCES namecheap_domains (id) ON DELETE CASCADE,
    CONSTRAINT fk_migration_jobs_zone_id_cloudflare_zones FOREIGN KEY (zone_id) REFERENCES cloudflare_zones (id) ON DELETE SET NULL
);

CREATE INDEX ix_migration_jobs_organization_id_created_at ON migration_jobs (organization_id, created_at);
CREATE INDEX ix_migration_jobs_zone_id ON migration_jobs (zone_id);

-- A domain moves once at a time.
CREATE UNIQUE INDEX uq_migration_jobs_open ON migration_jobs (namecheap_domain_id) WHERE status IN ('queued', 'running');

COMMENT ON TABLE namecheap_domains IS 'Domains that are registered at Namecheap, and can move.';
COMMENT ON TABLE cloudflare_domains IS 'Domains that are registered at Cloudflare, with the zone that answers for them.';
COMMENT ON TABLE migration_jobs IS 'Each move of a domain from Namecheap to Cloudflare: how far it is, and why it failed.';
