-- What is said of tables as a whole: persistence, parameters, inheritance, replica identity, clustering, comments.
CREATE TABLE plain ();
COMMENT ON TABLE plain IS 'Has no columns; it''s "fine" \ so';

CREATE UNLOGGED TABLE cache (key text NOT NULL, value bytea, PRIMARY KEY (key) WITH (fillfactor = 60));
ALTER TABLE cache SET (autovacuum_enabled = false, autovacuum_vacuum_scale_factor = 0.05, fillfactor = 70, toast_tuple_target = 256, toast.autovacuum_enabled = false);
CREATE INDEX cache_value ON cache USING hash (value);

CREATE TABLE base (id bigint NOT NULL, at timestamptz DEFAULT now(), note text COLLATE "C", CONSTRAINT base_positive CHECK (id > 0));
COMMENT ON CONSTRAINT base_positive ON base IS 'Numbers begin at one';
CREATE TABLE marked (flag boolean DEFAULT false NOT NULL, note text COLLATE "C");
CREATE TABLE child (extra integer) INHERITS (base, marked);
CREATE TABLE grandchild (more text, CHECK (more <> '')) INHERITS (child) WITH (fillfactor = 50);
CREATE TABLE stricter (id bigint DEFAULT 7) INHERITS (base);
ALTER TABLE stricter ALTER COLUMN at SET NOT NULL;
ALTER TABLE stricter ALTER COLUMN at SET DEFAULT '2020-01-01 00:00:00+00';
ALTER TABLE child ALTER COLUMN at DROP DEFAULT;
ALTER TABLE ONLY base ADD CONSTRAINT base_alone CHECK (note IS DISTINCT FROM 'x') NO INHERIT;
-- Came to its parent later: its columns stand in another order, one without the default of the parent.
CREATE TABLE adopted (note text COLLATE "C", own integer, at timestamptz, id bigint NOT NULL, CONSTRAINT base_positive CHECK (id > 0));
ALTER TABLE adopted INHERIT base;
CREATE TABLE overriding (at timestamptz DEFAULT NULL) INHERITS (base);
CREATE INDEX child_extra ON child (extra);
COMMENT ON COLUMN child.extra IS 'Only the children''s';
COMMENT ON COLUMN grandchild.id IS 'Inherited twice';

CREATE TABLE followed (id integer NOT NULL, code text NOT NULL, CONSTRAINT followed_pk PRIMARY KEY (id));
CREATE UNIQUE INDEX followed_code ON followed (code);
ALTER TABLE followed REPLICA IDENTITY USING INDEX followed_code;
ALTER TABLE followed CLUSTER ON followed_pk;
CREATE TABLE followed_fully (id integer);
ALTER TABLE followed_fully REPLICA IDENTITY FULL;
CREATE TABLE followed_never (id integer);
ALTER TABLE followed_never REPLICA IDENTITY NOTHING;
CREATE TABLE clustered (id integer, at date);
CREATE INDEX clustered_at ON clustered (at DESC);
ALTER TABLE clustered CLUSTER ON clustered_at;

-- Columns that came and went leave holes in the numbering.
CREATE TABLE worn (a integer, b text, c date, d text DEFAULT 'd');
ALTER TABLE worn DROP COLUMN b;
ALTER TABLE worn ADD COLUMN e integer DEFAULT 5 NOT NULL;
ALTER TABLE worn DROP COLUMN d;
CREATE INDEX worn_c_e ON worn (c, e);
COMMENT ON INDEX worn_c_e IS 'After the holes';
