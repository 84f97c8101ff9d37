-- Columns: double to real
CREATE TABLE t (a double precision);
-- becomes
CREATE TABLE t (a real);
