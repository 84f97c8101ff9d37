-- Constraints: unique deferrable
CREATE TABLE t (a int CONSTRAINT u UNIQUE);
-- becomes
CREATE TABLE t (a int CONSTRAINT u UNIQUE DEFERRABLE);
