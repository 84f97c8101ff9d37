-- Tables: inheritance
CREATE TABLE p (a int);
CREATE TABLE t (a int);
-- becomes
CREATE TABLE p (a int);
CREATE TABLE t (a int);
ALTER TABLE t INHERIT p;
