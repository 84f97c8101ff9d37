-- Access: policy
CREATE TABLE t (a int);
CREATE POLICY p ON t USING (a > 0);
-- becomes
CREATE TABLE t (a int);
CREATE POLICY p ON t USING (a > 1);
