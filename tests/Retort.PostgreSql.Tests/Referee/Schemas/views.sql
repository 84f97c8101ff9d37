-- Views with their options and what they stand on; materialized views with indexes.
CREATE TABLE items (id integer PRIMARY KEY, parent integer, name text NOT NULL, price numeric(10, 2), at timestamptz DEFAULT now());
CREATE VIEW simple AS SELECT * FROM items;
CREATE VIEW named (nr, "The Name") AS SELECT id, upper(name) FROM items;
CREATE VIEW barred WITH (security_barrier = true, security_invoker = true) AS SELECT id FROM items WHERE price > 0;
CREATE VIEW checked AS SELECT id, name, price FROM items WHERE price > 10 WITH LOCAL CHECK OPTION;
CREATE VIEW checked_through AS SELECT id, name FROM checked WHERE name <> '' WITH CASCADED CHECK OPTION;
ALTER VIEW checked ALTER COLUMN price SET DEFAULT 11;
CREATE VIEW a_on_top AS SELECT z.nr, count(*) FILTER (WHERE b.id IS NOT NULL) AS n, max(z."The Name") AS best FROM named z LEFT JOIN barred b ON b.id = z.nr GROUP BY z.nr HAVING count(*) > 0 ORDER BY 1 DESC NULLS LAST LIMIT 10;
CREATE RECURSIVE VIEW tree (id, depth) AS SELECT id, 1 FROM items WHERE parent IS NULL UNION ALL SELECT i.id, t.depth + 1 FROM items i JOIN tree t ON t.id = i.parent;
CREATE VIEW windowed AS SELECT id, row_number() OVER w AS place, sum(price) OVER (PARTITION BY parent ORDER BY at ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS sum FROM items WINDOW w AS (PARTITION BY parent ORDER BY id);
CREATE VIEW grouped AS SELECT id, name, price FROM items GROUP BY id;
CREATE FUNCTION cheap(items) RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT $1.price < 5 $$;
CREATE VIEW cheap_items AS SELECT i.*, cheap(i) AS is_cheap, 'it''s' AS quote FROM items i WHERE cheap(i);
CREATE FUNCTION list_cheap() RETURNS SETOF cheap_items LANGUAGE sql AS $$ SELECT * FROM cheap_items $$;
CREATE VIEW listed AS SELECT l.id, l.name FROM list_cheap() l, LATERAL (SELECT 1 AS one) o;
COMMENT ON VIEW simple IS 'Everything';
COMMENT ON COLUMN simple.name IS 'Its name';

CREATE MATERIALIZED VIEW totals AS SELECT parent, sum(price) AS total, count(*) AS n FROM items GROUP BY parent;
CREATE UNIQUE INDEX totals_parent ON totals (parent) NULLS NOT DISTINCT;
CREATE INDEX totals_total ON totals (total DESC) WHERE n > 1;
CREATE MATERIALIZED VIEW totals_more WITH (autovacuum_enabled = false, fillfactor = 70) AS SELECT t.total, i.name FROM totals t JOIN items i ON i.id = t.parent WITH NO DATA;
ALTER MATERIALIZED VIEW totals_more ALTER COLUMN name SET STATISTICS 200;
ALTER MATERIALIZED VIEW totals_more ALTER COLUMN name SET STORAGE EXTERNAL;
CREATE VIEW over_totals AS SELECT total FROM totals_more;
COMMENT ON MATERIALIZED VIEW totals IS 'By parent';
COMMENT ON COLUMN totals.n IS 'How many';
COMMENT ON INDEX totals_total IS 'The greatest first';
