-- Types: composite type
CREATE TYPE c AS (a int);
-- becomes
CREATE TYPE c AS (a int, b text);
