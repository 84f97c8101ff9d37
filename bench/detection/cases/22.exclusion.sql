-- Constraints: exclusion
CREATE TABLE t (a int4range);
-- becomes
CREATE TABLE t (a int4range, CONSTRAINT x EXCLUDE USING gist (a WITH &&));
