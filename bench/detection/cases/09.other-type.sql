-- Columns: other type
CREATE TABLE t (a int);
-- becomes
CREATE TABLE t (a bigint);
