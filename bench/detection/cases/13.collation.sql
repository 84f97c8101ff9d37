-- Columns: collation
CREATE TABLE t (a text);
-- becomes
CREATE TABLE t (a text COLLATE "C");
