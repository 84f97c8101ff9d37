-- Tables: partition added
CREATE TABLE t (a int) PARTITION BY LIST (a);
-- becomes
CREATE TABLE t (a int) PARTITION BY LIST (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1);
