-- Columns: precision gone
CREATE TABLE t (a numeric(10, 2));
-- becomes
CREATE TABLE t (a numeric);
