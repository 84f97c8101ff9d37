-- Tables: table added
-- becomes
CREATE TABLE t (a int PRIMARY KEY);
