-- Programs: rule
CREATE TABLE t (a int);
-- becomes
CREATE TABLE t (a int);
CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;
