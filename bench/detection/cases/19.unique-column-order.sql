-- Constraints: unique column order
CREATE TABLE t (a int, b int, CONSTRAINT u UNIQUE (a, b));
-- becomes
CREATE TABLE t (a int, b int, CONSTRAINT u UNIQUE (b, a));
