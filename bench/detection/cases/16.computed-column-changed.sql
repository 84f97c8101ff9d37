-- Columns: computed column changed
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) STORED);
-- becomes
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 2) STORED);
