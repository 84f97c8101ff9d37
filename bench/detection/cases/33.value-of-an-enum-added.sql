-- Types: value of an enum added
CREATE TYPE e AS ENUM ('a', 'c');
CREATE TABLE t (a e);
-- becomes
CREATE TYPE e AS ENUM ('a', 'b', 'c');
CREATE TABLE t (a e);
