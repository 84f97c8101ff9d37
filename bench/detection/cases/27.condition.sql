-- Indexes: condition
CREATE TABLE t (a int);
CREATE INDEX i ON t (a) WHERE a > 0;
-- becomes
CREATE TABLE t (a int);
CREATE INDEX i ON t (a) WHERE a > 1;
