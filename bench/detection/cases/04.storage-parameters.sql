-- Tables: storage parameters
CREATE TABLE t (a int);
-- becomes
CREATE TABLE t (a int) WITH (fillfactor = 70);
