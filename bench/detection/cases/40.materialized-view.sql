-- Programs: materialized view
CREATE TABLE t (a int);
-- becomes
CREATE TABLE t (a int);
CREATE MATERIALIZED VIEW v AS SELECT a FROM t;
