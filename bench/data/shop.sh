#!/usr/bin/env bash
# Fills a database with 25 pairs of tables, which with 190,000 rows in the larger one of each are a gigabyte.
#   bench/data/shop.sh DATABASE ROWS      PGHOST and PGUSER say where
set -euo pipefail
database=${1:?the database to fill}
rows=${2:?the number of rows of the larger table of each pair}

psql -qX -v ON_ERROR_STOP=1 -d "$database" -v rows="$rows" <<'SQL'
SELECT format($$
    CREATE TABLE events_%1$s (id bigint PRIMARY KEY, at timestamptz NOT NULL, kind text NOT NULL, payload jsonb NOT NULL, note text);
    CREATE TABLE documents_%1$s (id bigint PRIMARY KEY, event bigint NOT NULL, body bytea NOT NULL);
    INSERT INTO events_%1$s SELECT i, '2026-01-01'::timestamptz + i * interval '1 second', 'kind ' || i %% 17,
        jsonb_build_object('n', i, 'who', md5((i * %1$s)::text), 'where', md5((i * 7)::text)), CASE WHEN i %% 3 = 0 THEN repeat(md5((i * 3)::text), 2) END FROM generate_series(1, %2$s) AS i;
    INSERT INTO documents_%1$s SELECT i, i * 10, decode(string_agg(md5(i::text || j || %1$s), ''), 'hex') FROM generate_series(1, %2$s / 20) AS i, generate_series(1, 40) AS j GROUP BY i;
    $$, n, :rows) FROM generate_series(1, 25) AS n \gexec
VACUUM ANALYZE
SQL
