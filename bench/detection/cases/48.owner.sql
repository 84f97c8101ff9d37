-- Access: owner
CREATE TABLE t (a int);
-- becomes
CREATE TABLE t (a int);
ALTER TABLE t OWNER TO pg_monitor;
