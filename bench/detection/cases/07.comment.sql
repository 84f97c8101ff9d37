-- Tables: comment
CREATE TABLE t (a int);
-- becomes
CREATE TABLE t (a int);
COMMENT ON COLUMN t.a IS 'x';
