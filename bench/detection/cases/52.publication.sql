-- Database: publication
CREATE TABLE t (a int);
-- becomes
CREATE TABLE t (a int);
CREATE PUBLICATION p FOR TABLE t;
