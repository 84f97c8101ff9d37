-- Indexes: index added
CREATE TABLE t (a int);
-- becomes
CREATE TABLE t (a int);
CREATE INDEX i ON t (a);
