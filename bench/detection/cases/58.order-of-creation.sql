-- Nothing differs: order of creation
CREATE TABLE a (x int);
CREATE TABLE b (y int);
CREATE VIEW v AS SELECT x FROM a;
-- becomes
CREATE TABLE b (y int);
CREATE TABLE a (x int);
CREATE VIEW v AS SELECT x FROM a;
