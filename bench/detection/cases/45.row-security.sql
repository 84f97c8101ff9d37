-- Access: row security
CREATE TABLE t (a int);
-- becomes
CREATE TABLE t (a int);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
