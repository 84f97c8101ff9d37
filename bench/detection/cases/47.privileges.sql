-- Access: privileges
CREATE TABLE t (a int);
-- becomes
CREATE TABLE t (a int);
GRANT SELECT ON t TO pg_monitor;
