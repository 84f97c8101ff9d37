-- Columns: default
CREATE TABLE t (a int DEFAULT 1);
-- becomes
CREATE TABLE t (a int DEFAULT 2);
