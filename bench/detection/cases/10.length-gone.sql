-- Columns: length gone
CREATE TABLE t (a varchar(10));
-- becomes
CREATE TABLE t (a varchar);
