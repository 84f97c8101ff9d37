-- Columns: storage
CREATE TABLE t (a text);
-- becomes
CREATE TABLE t (a text);
ALTER TABLE t ALTER COLUMN a SET STORAGE EXTERNAL;
