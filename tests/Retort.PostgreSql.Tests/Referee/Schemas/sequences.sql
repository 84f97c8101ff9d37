-- Sequences of their own, owned by columns, behind defaults, in another schema than the column.
CREATE SEQUENCE free;
CREATE SEQUENCE small AS smallint INCREMENT BY 2 MINVALUE 3 MAXVALUE 901 START WITH 5 CACHE 10 CYCLE;
CREATE SEQUENCE falling INCREMENT BY -1;
CREATE SEQUENCE falling_far AS integer INCREMENT BY -3 MINVALUE -100 MAXVALUE 50 START WITH 20;
CREATE UNLOGGED SEQUENCE unlogged_numbers;
COMMENT ON SEQUENCE small IS 'Every second one';
CREATE TABLE tickets (id bigint DEFAULT nextval('free') NOT NULL, n integer, m integer);
CREATE SEQUENCE tickets_n OWNED BY tickets.n;
ALTER TABLE tickets ALTER COLUMN n SET DEFAULT nextval('tickets_n') + 1000;
ALTER SEQUENCE falling_far OWNED BY tickets.m;
CREATE SCHEMA apart;
CREATE SEQUENCE apart.far START 50;
CREATE TABLE apart.users (id integer DEFAULT nextval('apart.far'), code text DEFAULT 'T' || nextval('public.free'::regclass)::text);
CREATE TABLE apart.serials (id serial PRIMARY KEY);
ALTER SEQUENCE apart.serials_id_seq RENAME TO other_name;
ALTER SEQUENCE apart.other_name CACHE 4;
CREATE UNLOGGED TABLE scratch (id serial, n integer GENERATED ALWAYS AS IDENTITY);
