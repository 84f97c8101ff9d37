namespace Retort.PostgreSql.Tests.Locks;

internal sealed partial record LockFamily
{
    private static LockFamily NewColumns => new(
        "A new column",
        """
        CREATE DOMAIN label AS text;
        CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
        CREATE SEQUENCE numbers;
        CREATE FUNCTION stable_one() RETURNS integer LANGUAGE plpgsql STABLE AS 'BEGIN RETURN 1; END';
        CREATE FUNCTION volatile_one() RETURNS integer LANGUAGE plpgsql VOLATILE AS 'BEGIN RETURN 1; END';
        CREATE TABLE owners (id bigint PRIMARY KEY);
        CREATE TABLE users (id bigint PRIMARY KEY, name text);
        CREATE INDEX users_name ON users (name);
        CREATE TABLE vacant (id bigint PRIMARY KEY);
        INSERT INTO owners VALUES (1), (2);
        INSERT INTO users VALUES (1, 'a'), (2, 'b');
        """,
        "ALTER TABLE users ADD COLUMN age integer",
        "ALTER TABLE users ADD COLUMN a integer, ADD COLUMN b integer DEFAULT 5",
        "ALTER TABLE users ADD COLUMN age integer NOT NULL DEFAULT 5",
        "ALTER TABLE users ADD COLUMN at timestamptz NOT NULL DEFAULT now()",
        "ALTER TABLE users ADD COLUMN age integer DEFAULT stable_one()",
        "ALTER TABLE users ADD COLUMN age integer DEFAULT volatile_one()",
        "ALTER TABLE users ADD COLUMN at timestamptz DEFAULT clock_timestamp()",
        "ALTER TABLE users ADD COLUMN token uuid DEFAULT gen_random_uuid()",
        "ALTER TABLE users ADD COLUMN number bigint DEFAULT nextval('numbers')",
        "ALTER TABLE users ADD COLUMN number bigserial",
        "ALTER TABLE users ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY",
        "ALTER TABLE users ADD COLUMN lower text GENERATED ALWAYS AS (lower(name)) STORED",
        new("ALTER TABLE users ADD COLUMN lower text GENERATED ALWAYS AS (lower(name)) VIRTUAL") { Since = 18 },
        new("ALTER TABLE users ADD COLUMN lower text GENERATED ALWAYS AS (lower(name))") { Since = 18 },
        "ALTER TABLE users ADD COLUMN tag label",
        "ALTER TABLE users ADD COLUMN age positive",
        "ALTER TABLE vacant ADD COLUMN age integer NOT NULL",
        "ALTER TABLE users ADD COLUMN age integer CHECK (age > 0)",
        "ALTER TABLE users ADD COLUMN age integer DEFAULT 5 CHECK (age > 0)",
        "ALTER TABLE users ADD COLUMN owner bigint REFERENCES owners",
        "ALTER TABLE users ADD COLUMN owner bigint DEFAULT 1 REFERENCES owners",
        "ALTER TABLE users ADD COLUMN code integer UNIQUE",
        "ALTER TABLE users ADD COLUMN settings json",
        "ALTER TABLE users ADD COLUMN IF NOT EXISTS name text");

    private static LockFamily Columns => new(
        "A column that is there",
        """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE orders (
            id bigint PRIMARY KEY, number serial, code bigint GENERATED ALWAYS AS IDENTITY, key bigint NOT NULL, name text, email text NOT NULL, weight integer, price numeric,
            net numeric GENERATED ALWAYS AS (price * 2) STORED, customer bigint CONSTRAINT orders_customer REFERENCES customers,
            note text, CONSTRAINT orders_note CHECK (note IS NOT NULL AND note <> ''));
        CREATE INDEX orders_weight ON orders (weight, name);
        CREATE TABLE lines (id bigint PRIMARY KEY, order_id bigint REFERENCES orders);
        CREATE VIEW emails AS SELECT email FROM orders;
        INSERT INTO customers VALUES (1);
        INSERT INTO orders (id, key, name, email, weight, price, customer, note) VALUES (1, 1, 'a', 'a@b', 2, 3, 1, 'n');
        INSERT INTO lines VALUES (1, 1);
        """,
        "ALTER TABLE orders DROP COLUMN note",
        "ALTER TABLE orders DROP COLUMN weight",
        "ALTER TABLE orders DROP COLUMN customer",
        "ALTER TABLE orders DROP COLUMN number",
        "ALTER TABLE orders DROP COLUMN email CASCADE",
        "ALTER TABLE orders DROP COLUMN id CASCADE",
        "ALTER TABLE orders RENAME COLUMN name TO title",
        "ALTER TABLE orders ALTER COLUMN name SET NOT NULL",
        "ALTER TABLE orders ALTER COLUMN name SET NOT NULL, ALTER COLUMN customer SET NOT NULL",
        "ALTER TABLE orders ALTER COLUMN note SET NOT NULL",
        "ALTER TABLE orders ALTER COLUMN email SET NOT NULL",
        new("ALTER TABLE orders ADD CONSTRAINT named NOT NULL name NOT VALID") { Since = 18 },
        new("ALTER TABLE orders VALIDATE CONSTRAINT named") { Since = 18, After = "ALTER TABLE orders ADD CONSTRAINT named NOT NULL name NOT VALID" },
        new("ALTER TABLE orders ADD CONSTRAINT named NOT NULL name") { Since = 18 },
        "ALTER TABLE orders ALTER COLUMN email DROP NOT NULL",
        "ALTER TABLE orders ALTER COLUMN name SET DEFAULT ''",
        "ALTER TABLE orders ALTER COLUMN number DROP DEFAULT",
        "ALTER TABLE orders ALTER COLUMN name SET STATISTICS 500",
        "ALTER TABLE orders ALTER COLUMN name SET (n_distinct = 5)",
        "ALTER TABLE orders ALTER COLUMN name SET STORAGE EXTERNAL",
        new("ALTER TABLE orders ALTER COLUMN name SET COMPRESSION pglz") { Since = 14 },
        "ALTER TABLE orders ALTER COLUMN key ADD GENERATED ALWAYS AS IDENTITY",
        "ALTER TABLE orders ALTER COLUMN code SET GENERATED BY DEFAULT",
        "ALTER TABLE orders ALTER COLUMN code RESTART WITH 100",
        "ALTER TABLE orders ALTER COLUMN code DROP IDENTITY",
        "ALTER TABLE orders ALTER COLUMN net DROP EXPRESSION",
        new("ALTER TABLE orders ALTER COLUMN net SET EXPRESSION AS (price * 3)") { Since = 17 },
        new("ALTER TABLE lines ALTER COLUMN twice SET EXPRESSION AS (id * 3)") { Since = 18, After = "ALTER TABLE lines ADD COLUMN twice bigint GENERATED ALWAYS AS (id * 2) VIRTUAL" });

    private static LockFamily Types => new(
        "The type of a column",
        """
        CREATE TYPE mood AS ENUM ('sad', 'happy');
        CREATE DOMAIN label AS text;
        CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
        CREATE TABLE items (
            id bigint PRIMARY KEY, short varchar(50), long text, sorted varchar(50), lowered varchar(50), checked varchar(50) CONSTRAINT items_checked CHECK (checked <> ''),
            price numeric(10,2), partly numeric(10,2), flags bit(3), more bit varying(3), net cidr, doc xml, count integer, at timestamp(3), lasts interval(3),
            state mood, settings json, code char(5), tag label, age positive);
        CREATE INDEX items_sorted ON items (sorted);
        CREATE INDEX items_lowered ON items (lower(lowered));
        CREATE INDEX items_partly ON items (id) WHERE partly > 0;
        CREATE TABLE parents (id integer PRIMARY KEY);
        CREATE TABLE children (id bigint PRIMARY KEY, parent integer CONSTRAINT children_parent REFERENCES parents);
        INSERT INTO items (id, short, long, sorted, lowered, checked, price, partly, flags, more, net, count, at, lasts, state, settings, code, tag, age)
            VALUES (1, 'a', 'a', 'a', 'a', 'a', 1, 1, b'101', b'101', '10.0.0.0/8', 1, '2026-01-01', '1 day', 'sad', '{}', 'a', 'a', 1);
        INSERT INTO parents VALUES (1);
        INSERT INTO children VALUES (1, 1);
        """,
        "ALTER TABLE items ALTER COLUMN short TYPE varchar(80)",
        "ALTER TABLE items ALTER COLUMN short TYPE text",
        "ALTER TABLE items ALTER COLUMN short TYPE varchar(20)",
        "ALTER TABLE items ALTER COLUMN long TYPE varchar",
        "ALTER TABLE items ALTER COLUMN long TYPE varchar(100)",
        "ALTER TABLE items ALTER COLUMN long TYPE text COLLATE \"C\"",
        "ALTER TABLE items ALTER COLUMN sorted TYPE varchar(80)",
        "ALTER TABLE items ALTER COLUMN sorted TYPE varchar(50) COLLATE \"C\"",
        "ALTER TABLE items ALTER COLUMN lowered TYPE varchar(80)",
        "ALTER TABLE items ALTER COLUMN checked TYPE varchar(80)",
        "ALTER TABLE items ALTER COLUMN price TYPE numeric(12,2)",
        "ALTER TABLE items ALTER COLUMN price TYPE numeric",
        "ALTER TABLE items ALTER COLUMN price TYPE numeric(12,4)",
        "ALTER TABLE items ALTER COLUMN partly TYPE numeric(12,2)",
        "ALTER TABLE items ALTER COLUMN flags TYPE bit varying",
        "ALTER TABLE items ALTER COLUMN flags TYPE bit varying(5)",
        "ALTER TABLE items ALTER COLUMN flags TYPE bit(5) USING flags::bit(5)",
        "ALTER TABLE items ALTER COLUMN more TYPE bit varying(5)",
        "ALTER TABLE items ALTER COLUMN net TYPE inet",
        "ALTER TABLE items ALTER COLUMN doc TYPE text",
        "ALTER TABLE items ALTER COLUMN count TYPE oid",
        "ALTER TABLE items ALTER COLUMN count TYPE bigint",
        "ALTER TABLE items ALTER COLUMN at TYPE timestamp(6)",
        "ALTER TABLE items ALTER COLUMN at TYPE timestamp(0)",
        new("ALTER TABLE items ALTER COLUMN at TYPE timestamptz(3)") { After = "ALTER DATABASE shop SET timezone TO 'Europe/Rome'" },
        "ALTER TABLE items ALTER COLUMN lasts TYPE interval(6)",
        "ALTER TABLE items ALTER COLUMN state TYPE text",
        "ALTER TABLE items ALTER COLUMN settings TYPE jsonb",
        "ALTER TABLE items ALTER COLUMN code TYPE char(10)",
        "ALTER TABLE items ALTER COLUMN code TYPE text",
        "ALTER TABLE items ALTER COLUMN long TYPE label",
        "ALTER TABLE items ALTER COLUMN tag TYPE text",
        "ALTER TABLE items ALTER COLUMN count TYPE positive",
        "ALTER TABLE items ALTER COLUMN age TYPE integer",
        "ALTER TABLE items ALTER COLUMN long TYPE bytea USING convert_to(long, 'UTF8')",
        "ALTER TABLE parents ALTER COLUMN id TYPE bigint",
        "ALTER TABLE children ALTER COLUMN parent TYPE bigint");
}
