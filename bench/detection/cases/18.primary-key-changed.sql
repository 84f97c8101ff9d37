-- Constraints: primary key changed
CREATE TABLE t (a int NOT NULL, b int NOT NULL, PRIMARY KEY (a));
-- becomes
CREATE TABLE t (a int NOT NULL, b int NOT NULL, PRIMARY KEY (a, b));
