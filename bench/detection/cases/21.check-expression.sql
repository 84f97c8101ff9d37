-- Constraints: check expression
CREATE TABLE t (a int CONSTRAINT c CHECK (a > 0));
-- becomes
CREATE TABLE t (a int CONSTRAINT c CHECK (a > 1));
