-- Tables: table unlogged
CREATE TABLE t (a int);
-- becomes
CREATE UNLOGGED TABLE t (a int);
