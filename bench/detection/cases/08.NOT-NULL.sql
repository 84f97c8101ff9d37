-- Columns: NOT NULL
CREATE TABLE t (a int);
-- becomes
CREATE TABLE t (a int NOT NULL);
