namespace Retort.PostgreSql.Tests.Locks;

internal sealed partial record LockFamily
{
    private static LockFamily Views => new(
        "Views and sequences",
        """
        CREATE TABLE users (id bigint PRIMARY KEY, name text);
        CREATE VIEW people AS SELECT id FROM users;
        CREATE MATERIALIZED VIEW names AS SELECT id, name FROM users;
        CREATE UNIQUE INDEX names_id ON names (id);
        CREATE SEQUENCE numbers;
        INSERT INTO users VALUES (1, 'a'), (2, 'b');
        REFRESH MATERIALIZED VIEW names;
        """,
        "CREATE VIEW recent AS SELECT id FROM users",
        "CREATE OR REPLACE VIEW people AS SELECT id, name FROM users",
        "ALTER VIEW people RENAME TO persons",
        "ALTER VIEW people SET (security_barrier = true)",
        "DROP VIEW people",
        "CREATE MATERIALIZED VIEW stored AS SELECT name FROM users",
        "REFRESH MATERIALIZED VIEW names",
        "REFRESH MATERIALIZED VIEW CONCURRENTLY names",
        "DROP MATERIALIZED VIEW names",
        "CREATE SEQUENCE others",
        "ALTER SEQUENCE numbers RESTART WITH 1000",
        "ALTER SEQUENCE numbers INCREMENT BY 10",
        "ALTER SEQUENCE numbers OWNED BY users.id",
        "ALTER SEQUENCE numbers RENAME TO counts",
        "DROP SEQUENCE numbers");

    private static LockFamily Programs => new(
        "Triggers, rules and row security",
        """
        CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TABLE users (id bigint PRIMARY KEY, name text);
        CREATE TRIGGER touched BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch();
        CREATE RULE quiet AS ON DELETE TO users DO INSTEAD NOTHING;
        CREATE POLICY everybody ON users USING (true);
        INSERT INTO users VALUES (1, 'a');
        """,
        "CREATE TRIGGER made BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION touch()",
        new("CREATE OR REPLACE TRIGGER touched BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION touch()") { Since = 14 },
        "ALTER TABLE users DISABLE TRIGGER touched",
        "ALTER TABLE users ENABLE TRIGGER ALL",
        "ALTER TRIGGER touched ON users RENAME TO changed",
        "DROP TRIGGER touched ON users",
        "CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
        "CREATE RULE nothing AS ON UPDATE TO users DO INSTEAD NOTHING",
        "ALTER TABLE users DISABLE RULE quiet",
        "DROP RULE quiet ON users",
        "CREATE POLICY nobody ON users USING (false)",
        "ALTER POLICY everybody ON users USING (id > 0)",
        "DROP POLICY everybody ON users",
        "ALTER TABLE users ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE users FORCE ROW LEVEL SECURITY");

    private static LockFamily Named => new(
        "Types and domains",
        """
        CREATE TYPE mood AS ENUM ('sad', 'happy');
        CREATE DOMAIN positive AS integer CONSTRAINT positive_check CHECK (VALUE > 0);
        CREATE TABLE users (id bigint PRIMARY KEY, age positive, state mood);
        CREATE TABLE pets (id bigint PRIMARY KEY, age positive);
        INSERT INTO users VALUES (1, 1, 'sad');
        INSERT INTO pets VALUES (1, 1);
        """,
        "CREATE TYPE size AS ENUM ('small', 'large')",
        "ALTER TYPE mood ADD VALUE 'calm' AFTER 'sad'",
        "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'",
        "CREATE DOMAIN negative AS integer CHECK (VALUE < 0)",
        "ALTER DOMAIN positive ADD CONSTRAINT low CHECK (VALUE < 200)",
        "ALTER DOMAIN positive ADD CONSTRAINT low CHECK (VALUE < 200) NOT VALID",
        new("ALTER DOMAIN positive VALIDATE CONSTRAINT low") { After = "ALTER DOMAIN positive ADD CONSTRAINT low CHECK (VALUE < 200) NOT VALID" },
        "ALTER DOMAIN positive SET NOT NULL",
        "ALTER DOMAIN positive SET DEFAULT 1",
        "ALTER DOMAIN positive DROP CONSTRAINT positive_check");

    private static LockFamily Rows => new(
        "Rows",
        """
        CREATE TABLE users (id bigint PRIMARY KEY, name text);
        CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users);
        CREATE TABLE owners (id bigint PRIMARY KEY);
        CREATE TABLE pets (id bigint PRIMARY KEY, owner bigint REFERENCES owners ON DELETE CASCADE);
        CREATE TABLE cars (id bigint PRIMARY KEY, owner bigint REFERENCES owners ON DELETE SET NULL);
        CREATE TABLE keys (id bigint PRIMARY KEY, car bigint REFERENCES cars);
        CREATE INDEX keys_car ON keys (car);
        CREATE TABLE nodes (id bigint PRIMARY KEY, parent bigint REFERENCES nodes);
        INSERT INTO users VALUES (1, 'a'), (2, 'b');
        INSERT INTO owners VALUES (1);
        INSERT INTO cars VALUES (1, NULL);
        INSERT INTO nodes VALUES (1, NULL);
        """,
        "INSERT INTO users VALUES (3, 'c')",
        "INSERT INTO orders VALUES (1, 1)",
        "UPDATE users SET name = '' WHERE id = 1",
        "UPDATE users SET name = ''",
        "DELETE FROM orders WHERE id = 1",
        "DELETE FROM orders",
        "DELETE FROM users WHERE id = 1",
        "DELETE FROM users",
        "DELETE FROM owners WHERE id = 1",
        "DELETE FROM cars WHERE id = 1",
        "DELETE FROM nodes WHERE id = 1");
}
