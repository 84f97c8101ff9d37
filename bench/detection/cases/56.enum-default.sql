-- Nothing differs: enum default
CREATE TYPE e AS ENUM ('a');
CREATE TABLE t (a e DEFAULT 'a');
-- becomes
CREATE TYPE e AS ENUM ('a');
CREATE TABLE t (a e DEFAULT 'a');
