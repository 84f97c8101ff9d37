-- Indexes: method
CREATE TABLE t (a int);
CREATE INDEX i ON t (a);
-- becomes
CREATE TABLE t (a int);
CREATE INDEX i ON t USING hash (a);
