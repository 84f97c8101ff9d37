-- Indexes: expression
CREATE TABLE t (a text);
CREATE INDEX i ON t (lower(a));
-- becomes
CREATE TABLE t (a text);
CREATE INDEX i ON t (upper(a));
