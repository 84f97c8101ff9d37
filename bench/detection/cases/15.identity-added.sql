-- Columns: identity added
CREATE TABLE t (a int NOT NULL);
-- becomes
CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY);
