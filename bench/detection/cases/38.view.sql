-- Programs: view
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT a FROM t;
-- becomes
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT a FROM t WHERE a > 0;
