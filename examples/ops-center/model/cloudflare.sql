-- What is at Cloudflare, as it was when it was last read from there.

CREATE TABLE cloudflare_zones (
    id              uuid         NOT NULL DEFAULT gen_random_uuid() CONSTRAINT pk_cloudflare_zones PRIMARY KEY,
    organization_id uuid         NOT NULL,
    zone_id         char(32)     NOT NULL,
    name            varchar(253) NOT NULL,
    status          text         NOT NULL DEFAULT 'pending',
    plan            text         NOT NULL DEFAULT 'free',
    name_servers    jsonb        NOT NULL DEFAULT '[]',
    settings        jsonb        NOT NULL DEFAULT '{}',
    synced_at       timestamptz,
    created_at      timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT uq_cloudflare_zones_zone_id UNIQUE (zone_id),
    CONSTRAINT uq_cloudflare_zones_organization_id_name UNIQUE (organization_id, name),
    CONSTRAINT ck_cloudflare_zones_status CHECK (status IN ('pending', 'active', 'paused', 'moved', 'deleted')),
    CONSTRAINT ck_cloudflare_zones_name_servers CHECK (jsonb_typeof(name_servers) = 'array'),
    CONSTRAINT fk_cloudflare_zones_organization_id_organizations FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE
);

CREATE TABLE cloudflare_dns_records (
    id         uuid         NOT NULL DEFAULT gen_random_uuid() CONSTRAINT pk_cloudflare_dns_records PRIMARY KEY,
    zone_id    uuid         NOT NULL,
    record_id  char(32),
    type       text         NOT NULL,
    name       varchar(253) NOT NULL,
    content    text         NOT NULL,
    ttl        integer      NOT NULL DEFAULT 1,
    priority   integer,
    proxied    boolean      NOT NULL DEFAULT false,
    data       jsonb        NOT NULL DEFAULT '{}',
    synced_at  timestamptz,
    created_at timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT uq_cloudflare_dns_records_record_id UNIQUE (record_id),
    CONSTRAINT ck_cloudflare_dns_records_type CHECK (type IN ('A', 'AAAA', 'CAA', 'CNAME', 'MX', 'NS', 'SRV', 'TXT')),
    CONSTRAINT ck_cloudflare_dns_records_ttl CHECK (ttl = 1 OR ttl BETWEEN 60 AND 86400),
    CONSTRAINT ck_cloudflare_dns_records_priority CHECK (type NOT IN ('MX', 'SRV') OR priority IS NOT NULL),
    CONSTRAINT ck_cloudflare_dns_records_proxied CHECK (NOT proxied OR type IN ('A', 'AAAA', 'CNAME')),
    CONSTRAINT fk_cloudflare_dns_records_zone_id_cloudflare_zones FOREIGN KEY (zone_id) REFERENCES cloudflare_zones (id) ON DELETE CASCADE
);

CREATE INDEX ix_cloudflare_dns_records_zone_id_name_type ON cloudflare_dns_records (zone_id, name, type);

CREATE TABLE cloudflare_firewall_rules (
    id          uuid         NOT NULL DEFAULT gen_random_uuid() CONSTRAINT pk_cloudflare_firewall_rules PRIMARY KEY,
    zone_id     uuid         NOT NULL,
    rule_id     char(32),
    description varchar(500) NOT NULL,
    expression  text         NOT NULL,
    action      text         NOT NULL,
    priority    integer      NOT NULL,
    is_enabled  boolean      NOT NULL DEFAULT true,
    created_at  timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT uq_cloudflare_firewall_rules_rule_id UNIQUE (rule_id),
    CONSTRAINT uq_cloudflare_firewall_rules_zone_id_priority UNIQUE (zone_id, priority) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_cloudflare_firewall_rules_action CHECK (action IN ('allow', 'block', 'challenge', 'managed_challenge', 'log')),
    CONSTRAINT fk_cloudflare_firewall_rules_zone_id_cloudflare_zones FOREIGN KEY (zone_id) REFERENCES cloudflare_zones (id) ON DELETE CASCADE
);

COMMENT ON TABLE cloudflare_zones IS 'The DNS zones of an organization at Cloudflare.';
COMMENT ON TABLE cloudflare_dns_records IS 'The DNS records of a zone; those without a record id are not at Cloudflare yet.';
COMMENT ON TABLE cloudflare_firewall_rules IS 'The firewall rules of a zone, tried in the order of their priority.';
