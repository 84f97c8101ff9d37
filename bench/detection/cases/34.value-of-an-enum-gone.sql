-- Types: value of an enum gone
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE t (a e);
-- becomes
CREATE TYPE e AS ENUM ('a');
CREATE TABLE t (a e);
