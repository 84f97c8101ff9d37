-- Programs: options of a view
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT a FROM t;
-- becomes
CREATE TABLE t (a int);
CREATE VIEW v WITH (security_invoker = true) AS SELECT a FROM t;
