-- Nothing differs: default of json
CREATE TABLE t (a json DEFAULT '{"a": 1}');
-- becomes
CREATE TABLE t (a json DEFAULT '{"a": 1}');
