-- Partitions two deep, by range, list and hash, with defaults, and what partitions have of their own.
CREATE TABLE events (
    id bigint GENERATED ALWAYS AS IDENTITY,
    tenant text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL,
    payload jsonb DEFAULT '{}',
    CONSTRAINT events_pk PRIMARY KEY (tenant, at, id),
    CONSTRAINT events_payload CHECK (jsonb_typeof(payload) = 'object')
) PARTITION BY RANGE (at);
CREATE INDEX events_id ON events (id) INCLUDE (tenant);
CREATE INDEX events_payload_gin ON events USING gin (payload jsonb_path_ops);
COMMENT ON TABLE events IS 'All that happened';

CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01 00:00:00+00') TO ('2026-01-01 00:00:00+00') PARTITION BY LIST (tenant);
CREATE TABLE events_2025_a PARTITION OF events_2025 FOR VALUES IN ('a', 'it''s', NULL) WITH (fillfactor = 80);
CREATE TABLE events_2025_b PARTITION OF events_2025 FOR VALUES IN ('b') PARTITION BY HASH (id);
CREATE TABLE events_2025_b0 PARTITION OF events_2025_b FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE UNLOGGED TABLE events_2025_b1 PARTITION OF events_2025_b FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE events_2025_rest PARTITION OF events_2025 DEFAULT;
CREATE TABLE events_old PARTITION OF events FOR VALUES FROM (MINVALUE) TO ('2025-01-01 00:00:00+00');
CREATE TABLE events_rest PARTITION OF events (payload DEFAULT '{"late": true}', CONSTRAINT rest_tenant CHECK (tenant <> 'a')) DEFAULT;
CREATE INDEX events_rest_tenant ON events_rest (lower(tenant)) WHERE tenant <> '';
CREATE INDEX events_2025_own ON events_2025 (tenant, id);
COMMENT ON TABLE events_rest IS 'What fits nowhere';

-- Attached later, with a hole in its columns and an index that was there before.
CREATE TABLE events_2026 (extra integer, id bigint NOT NULL, tenant text COLLATE "C" NOT NULL, at timestamptz NOT NULL, payload jsonb, CONSTRAINT events_payload CHECK (jsonb_typeof(payload) = 'object'));
ALTER TABLE events_2026 DROP COLUMN extra;
CREATE INDEX events_2026_id_tenant_idx ON events_2026 (id) INCLUDE (tenant);
ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2027-01-01 00:00:00+00');

-- With its columns in another order and things of its own.
CREATE TABLE events_2027 (payload jsonb DEFAULT '{"own": true}', at timestamptz NOT NULL, tenant text COLLATE "C" NOT NULL, id bigint NOT NULL, CONSTRAINT events_payload CHECK (jsonb_typeof(payload) = 'object'), CONSTRAINT of_2027 CHECK (id > 0)) PARTITION BY LIST (tenant);
COMMENT ON COLUMN events_2027.at IS 'When, in 2027';
ALTER TABLE events_2027 ALTER COLUMN payload SET STORAGE EXTERNAL;
ALTER TABLE events ATTACH PARTITION events_2027 FOR VALUES FROM ('2027-01-01 00:00:00+00') TO (MAXVALUE);
CREATE INDEX events_2027_own ON events_2027 (id) INCLUDE (tenant);
CREATE TABLE events_2027_rest PARTITION OF events_2027 DEFAULT;

-- A key of several parts, an expression and an operator class of its own.
CREATE TABLE measures (region text, city text, value numeric) PARTITION BY RANGE (lower(region), city COLLATE "C" text_pattern_ops);
CREATE TABLE measures_a PARTITION OF measures FOR VALUES FROM ('a', MINVALUE) TO ('m', 'z');
CREATE TABLE measures_empty (region text, city text, value numeric) PARTITION BY LIST (region);

-- Keys to and from partitioned tables.
CREATE TABLE tenants (name text COLLATE "C" PRIMARY KEY);
ALTER TABLE events ADD CONSTRAINT events_tenant FOREIGN KEY (tenant) REFERENCES tenants (name) ON DELETE CASCADE;
CREATE TABLE replies (tenant text COLLATE "C", at timestamptz, id bigint, CONSTRAINT replies_event FOREIGN KEY (tenant, at, id) REFERENCES events (tenant, at, id));
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
CREATE TRIGGER events_stamp BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE TRIGGER rest_stamp AFTER DELETE ON events_rest FOR EACH ROW EXECUTE FUNCTION stamp();

-- An index of the parent alone, which no partition has yet.
CREATE TABLE sparse (id integer, n integer) PARTITION BY HASH (id);
CREATE TABLE sparse_0 PARTITION OF sparse FOR VALUES WITH (MODULUS 1, REMAINDER 0);
CREATE UNIQUE INDEX sparse_id ON sparse (id);
