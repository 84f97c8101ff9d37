-- Nothing differs: index on to_tsvector
CREATE TABLE t (a text);
CREATE INDEX i ON t USING gin (to_tsvector('english', a));
-- becomes
CREATE TABLE t (a text);
CREATE INDEX i ON t USING gin (to_tsvector('english', a));
