-- Types: check of a domain
CREATE DOMAIN d AS int;
CREATE TABLE t (a d);
-- becomes
CREATE DOMAIN d AS int CONSTRAINT c CHECK (VALUE > 0);
CREATE TABLE t (a d);
