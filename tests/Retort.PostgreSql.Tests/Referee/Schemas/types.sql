-- Enumerated, composite and range types, domains, collations.
CREATE TYPE mood AS ENUM ('sad', 'so-so', 'it''s fine', '', 'Überglücklich');
CREATE TYPE empty_enum AS ENUM ();
ALTER TYPE mood ADD VALUE 'ok' BEFORE 'it''s fine';
COMMENT ON TYPE mood IS 'How one feels';
CREATE TYPE nothing AS ();
CREATE TYPE address AS (street text COLLATE "C", zip varchar(5), moods mood[], since date);
ALTER TYPE address DROP ATTRIBUTE since;
CREATE TYPE person AS (name text, home address, others address[]);
COMMENT ON TYPE address IS 'Where one lives';
COMMENT ON COLUMN address.zip IS 'Five digits';
CREATE DOMAIN positive AS integer DEFAULT 1 NOT NULL CONSTRAINT is_positive CHECK (VALUE > 0) CHECK (VALUE < 1000000);
CREATE DOMAIN email AS text COLLATE "C" CHECK (VALUE ~ '^[^@]+@[^@]+$');
CREATE DOMAIN work_email AS email CONSTRAINT work CHECK (VALUE LIKE '%@example.org');
CREATE DOMAIN codes AS varchar(3)[] DEFAULT '{}';
ALTER DOMAIN email ADD CONSTRAINT short CHECK (length(VALUE) < 100) NOT VALID;
COMMENT ON DOMAIN email IS 'Where to write to';
COMMENT ON CONSTRAINT is_positive ON DOMAIN positive IS 'At least one';
CREATE FUNCTION float_diff(a double precision, b double precision) RETURNS double precision LANGUAGE sql IMMUTABLE AS 'SELECT a - b';
CREATE TYPE float_span AS RANGE (subtype = double precision, subtype_diff = float_diff);
CREATE TYPE text_span AS RANGE (subtype = text, collation = "C", subtype_opclass = text_pattern_ops, multirange_type_name = text_spans);
COMMENT ON TYPE float_span IS 'From here to there';
CREATE COLLATION german (provider = icu, locale = 'de-u-co-phonebk');
CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE COLLATION plain (locale = 'C');
COMMENT ON COLLATION german IS 'As in the telephone book';
CREATE TABLE users_of_types (
    a mood DEFAULT 'ok', b address, c person[], d positive, e work_email, f float_span, g text_spans, h codes, i text COLLATE german, j text COLLATE loose, k nothing,
    CHECK ((b).zip <> ''), CHECK (a <> 'sad' OR e IS NOT NULL)
);
CREATE INDEX users_of_types_zip ON users_of_types (((b).zip));
CREATE INDEX users_of_types_span ON users_of_types USING gist (f);
CREATE DOMAIN row_domain AS person CHECK ((VALUE).name <> '');
