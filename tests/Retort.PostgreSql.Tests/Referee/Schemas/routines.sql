-- Functions, procedures and aggregates, with every attribute that they can have.
CREATE TABLE rows (id integer, n numeric);
CREATE TYPE pair AS (a integer, b text);
CREATE FUNCTION plain(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION plain(text, b integer DEFAULT 3) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT $1 || b $$;
CREATE FUNCTION plain() RETURNS pair LANGUAGE plpgsql AS $body$
DECLARE
    r pair;  -- with "quotes", 'more' and $$ dollars
BEGIN
    r := (1, E'a\nb');
    RETURN r;
END
$body$;
CREATE FUNCTION heavy(VARIADIC rest text[]) RETURNS SETOF integer LANGUAGE plpgsql STABLE LEAKPROOF SECURITY DEFINER PARALLEL RESTRICTED COST 1000 ROWS 5
    SET search_path = pg_catalog, pg_temp SET work_mem = '16MB' SET "my.setting" = 'it''s' AS $$ BEGIN RETURN NEXT 1; END $$;
CREATE FUNCTION outs(IN a integer, OUT b integer, OUT c text, INOUT d date) LANGUAGE sql AS $$ SELECT 1, 'x', d $$;
CREATE FUNCTION tabular(n integer DEFAULT 10, "Other Arg" text DEFAULT 'a, b') RETURNS TABLE (id integer, label text) LANGUAGE sql ROWS 20 AS $$ SELECT 1, 'x' $$;
CREATE FUNCTION standard(a integer, b integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN a + b;
CREATE FUNCTION standard_rows() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM rows WHERE n > plain(3); END;
CREATE FUNCTION generic(anyelement, anyarray) RETURNS anyelement LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION of_rows(rows) RETURNS SETOF rows LANGUAGE sql AS 'SELECT $1.*';
CREATE FUNCTION native(integer, integer) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'int4pl';
CREATE PROCEDURE work(IN a integer, INOUT b text DEFAULT 'x') LANGUAGE plpgsql AS $$ BEGIN COMMIT; b := a; END $$;
CREATE PROCEDURE work() LANGUAGE sql SECURITY DEFINER SET timezone = 'UTC' AS 'DELETE FROM rows';
CREATE PROCEDURE standard_work(x integer) LANGUAGE sql BEGIN ATOMIC DELETE FROM rows WHERE id = x; INSERT INTO rows VALUES (x, 1); END;

-- What only the bodies know: a function that calls another and reads a view, and two that call each other.
CREATE VIEW many_rows AS SELECT count(*) AS n FROM rows;
CREATE FUNCTION below() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION above() RETURNS bigint LANGUAGE sql AS 'SELECT below() + n FROM many_rows';
CREATE FUNCTION even(integer) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RETURN $1 = 0 OR odd($1 - 1); END $$;
CREATE FUNCTION odd(integer) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RETURN $1 <> 0 AND even($1 - 1); END $$;

CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', COMBINEFUNC = int4pl, PARALLEL = safe,
    MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = integer, MINITCOND = '0');
CREATE AGGREGATE counted(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
CREATE FUNCTION append(text[], text) RETURNS text[] LANGUAGE sql IMMUTABLE AS 'SELECT $1 || $2';
CREATE FUNCTION finish(text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT array_to_string($1, ', ') $$;
CREATE AGGREGATE joined(ORDER BY text) (SFUNC = append, STYPE = text[], FINALFUNC = finish, INITCOND = '{}');
CREATE AGGREGATE concatenated(text) (SFUNC = append, STYPE = text[], SSPACE = 64, FINALFUNC = finish, FINALFUNC_MODIFY = READ_WRITE, INITCOND = '{}');
CREATE AGGREGATE least_of(integer) (SFUNC = int4smaller, STYPE = integer, SORTOP = <);
COMMENT ON FUNCTION plain(text, integer) IS 'The second';
COMMENT ON PROCEDURE work() IS 'Empties the rows';
COMMENT ON AGGREGATE total(integer) IS 'A sum';

-- What stands on functions: a default, a check, an index, a view; and a function that stands on a view.
CREATE FUNCTION is_good(integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 0';
CREATE FUNCTION next_id() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TABLE standing (id integer DEFAULT next_id(), n integer CHECK (is_good(n)), g integer GENERATED ALWAYS AS (standard(1, 2)) STORED);
CREATE INDEX standing_good ON standing (is_good(n)) WHERE is_good(id);
CREATE VIEW good AS SELECT id, total(n) AS n FROM standing WHERE is_good(id) GROUP BY id;
CREATE FUNCTION best() RETURNS good LANGUAGE sql BEGIN ATOMIC SELECT * FROM good LIMIT 1; END;
