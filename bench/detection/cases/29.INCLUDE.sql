-- Indexes: INCLUDE
CREATE TABLE t (a int, b int);
CREATE INDEX i ON t (a);
-- becomes
CREATE TABLE t (a int, b int);
CREATE INDEX i ON t (a) INCLUDE (b);
