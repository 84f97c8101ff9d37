-- Indexes: operator class
CREATE TABLE t (a text);
CREATE INDEX i ON t (a);
-- becomes
CREATE TABLE t (a text);
CREATE INDEX i ON t (a text_pattern_ops);
