-- Keys, checks, exclusions and foreign keys, in all their states.
CREATE EXTENSION btree_gist;
CREATE TABLE parents (
    id integer CONSTRAINT parents_key PRIMARY KEY, tenant integer NOT NULL, code text, region text, at date,
    CONSTRAINT parents_tenant UNIQUE (tenant, id) INCLUDE (code) WITH (fillfactor = 70),
    CONSTRAINT parents_code UNIQUE NULLS NOT DISTINCT (code, region),
    CONSTRAINT parents_late UNIQUE (at) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (region, at) DEFERRABLE,
    CHECK (id > 0 AND (code IS NULL OR length(code) BETWEEN 1 AND 10)),
    CONSTRAINT named CHECK (region IN ('north', 'south')),
    CONSTRAINT row_check CHECK (parents IS NOT NULL)
);
CREATE TABLE children (
    id integer, parent integer DEFAULT 1, tenant integer, code text, region text, self integer,
    CONSTRAINT children_key PRIMARY KEY (id) INCLUDE (code),
    CONSTRAINT simple FOREIGN KEY (parent) REFERENCES parents,
    CONSTRAINT cascading FOREIGN KEY (parent) REFERENCES parents (id) ON UPDATE CASCADE ON DELETE SET DEFAULT,
    CONSTRAINT partly FOREIGN KEY (tenant, parent) REFERENCES parents (tenant, id) ON DELETE SET NULL (parent),
    CONSTRAINT wholly FOREIGN KEY (tenant, parent) REFERENCES parents (tenant, id) MATCH FULL ON DELETE SET NULL,
    CONSTRAINT restricted FOREIGN KEY (code, region) REFERENCES parents (code, region) ON UPDATE RESTRICT ON DELETE SET DEFAULT (code),
    CONSTRAINT late FOREIGN KEY (parent) REFERENCES parents DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT maybe_late FOREIGN KEY (parent) REFERENCES parents DEFERRABLE,
    CONSTRAINT own FOREIGN KEY (self) REFERENCES children (id) ON DELETE CASCADE
);
CREATE TABLE lately (id integer CONSTRAINT lately_key PRIMARY KEY DEFERRABLE);
ALTER TABLE children ADD CONSTRAINT unproven FOREIGN KEY (self) REFERENCES parents (id) NOT VALID;
ALTER TABLE children ADD CONSTRAINT unchecked CHECK (code <> 'x') NOT VALID;
COMMENT ON CONSTRAINT unproven ON children IS 'To be proved at night';
COMMENT ON CONSTRAINT children_key ON children IS 'The key';

-- Two tables that point to each other, and a key over a unique index that is no constraint.
CREATE TABLE hens (id integer PRIMARY KEY, egg integer);
CREATE TABLE eggs (id integer PRIMARY KEY, hen integer REFERENCES hens);
ALTER TABLE hens ADD CONSTRAINT hens_egg FOREIGN KEY (egg) REFERENCES eggs DEFERRABLE INITIALLY DEFERRED;
CREATE TABLE indexed (id integer, n integer);
CREATE UNIQUE INDEX indexed_n ON indexed (n);
CREATE TABLE pointing (n integer REFERENCES indexed (n));
CREATE UNIQUE INDEX indexed_id ON indexed (id);
ALTER TABLE indexed ADD CONSTRAINT indexed_key PRIMARY KEY USING INDEX indexed_id;

CREATE TABLE bookings (
    room integer, during tstzrange, place circle, cancelled boolean DEFAULT false,
    CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (NOT cancelled),
    CONSTRAINT no_touch EXCLUDE USING gist (place WITH &&) WITH (fillfactor = 80) DEFERRABLE INITIALLY DEFERRED,
    EXCLUDE USING btree ((room + 1) WITH =, cancelled DESC NULLS LAST WITH =)
);
COMMENT ON CONSTRAINT no_overlap ON bookings IS 'One at a time';
