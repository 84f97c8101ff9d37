namespace Retort.PostgreSql.Tests.Locks;

internal sealed partial record LockFamily
{
    private static LockFamily Constraints => new(
        "Checks and keys",
        """
        CREATE TABLE users (
            id bigint CONSTRAINT users_id PRIMARY KEY, name text, email text, code integer NOT NULL, number integer, during int4range,
            CONSTRAINT users_number CHECK (number IS NOT NULL), CONSTRAINT users_name CHECK (name <> ''), CONSTRAINT users_email UNIQUE (email));
        CREATE TABLE logins (id bigint, name text, code integer NOT NULL, number integer, CONSTRAINT logins_number CHECK (number IS NOT NULL));
        CREATE UNIQUE INDEX logins_id ON logins (id);
        CREATE UNIQUE INDEX logins_code ON logins (code);
        CREATE UNIQUE INDEX logins_by_number ON logins (number);
        CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint CONSTRAINT orders_user REFERENCES users, email text CONSTRAINT orders_email REFERENCES users (email));
        INSERT INTO users VALUES (1, 'a', 'a@b', 1, 1, '[1,2)');
        INSERT INTO logins VALUES (1, 'a', 1, 1);
        INSERT INTO orders VALUES (1, 1, 'a@b');
        """,
        "ALTER TABLE users ADD CONSTRAINT positive CHECK (code > 0)",
        "ALTER TABLE users ADD CONSTRAINT positive CHECK (code > 0) NOT VALID",
        new("ALTER TABLE users VALIDATE CONSTRAINT positive") { After = "ALTER TABLE users ADD CONSTRAINT positive CHECK (code > 0) NOT VALID" },
        "ALTER TABLE users VALIDATE CONSTRAINT users_name",
        new("ALTER TABLE users ADD CONSTRAINT positive CHECK (code > 0) NOT ENFORCED") { Since = 18 },
        "ALTER TABLE users RENAME CONSTRAINT users_name TO named",
        "ALTER TABLE users DROP CONSTRAINT users_name",
        "ALTER TABLE users ADD CONSTRAINT coded UNIQUE (code)",
        "ALTER TABLE logins ADD CONSTRAINT coded UNIQUE USING INDEX logins_code",
        "ALTER TABLE users DROP CONSTRAINT users_email CASCADE",
        "ALTER TABLE logins ADD CONSTRAINT key PRIMARY KEY (code)",
        "ALTER TABLE logins ADD CONSTRAINT key PRIMARY KEY (id)",
        "ALTER TABLE logins ADD CONSTRAINT key PRIMARY KEY USING INDEX logins_code",
        "ALTER TABLE logins ADD CONSTRAINT key PRIMARY KEY USING INDEX logins_by_number",
        "ALTER TABLE logins ADD CONSTRAINT key PRIMARY KEY USING INDEX logins_id",
        "ALTER TABLE users DROP CONSTRAINT users_id CASCADE",
        "ALTER TABLE users ADD CONSTRAINT apart EXCLUDE USING gist (during WITH &&)");

    private static LockFamily ForeignKeys => new(
        "Foreign keys",
        """
        CREATE TABLE users (id bigint PRIMARY KEY);
        CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint CONSTRAINT orders_user REFERENCES users, payer bigint, former bigint);
        INSERT INTO users VALUES (1), (2);
        INSERT INTO orders VALUES (1, 1, 2, 1);
        """,
        "ALTER TABLE orders ADD CONSTRAINT orders_payer FOREIGN KEY (payer) REFERENCES users",
        "ALTER TABLE orders ADD CONSTRAINT orders_payer FOREIGN KEY (payer) REFERENCES users NOT VALID",
        new("ALTER TABLE orders VALIDATE CONSTRAINT orders_payer") { After = "ALTER TABLE orders ADD CONSTRAINT orders_payer FOREIGN KEY (payer) REFERENCES users NOT VALID" },
        "ALTER TABLE orders ADD CONSTRAINT orders_former FOREIGN KEY (former) REFERENCES orders",
        "ALTER TABLE orders DROP CONSTRAINT orders_user",
        "ALTER TABLE orders ALTER CONSTRAINT orders_user DEFERRABLE",
        new("ALTER TABLE orders ALTER CONSTRAINT orders_user NOT ENFORCED") { Since = 18 },
        new("ALTER TABLE orders ALTER CONSTRAINT orders_user ENFORCED") { Since = 18, After = "ALTER TABLE orders ALTER CONSTRAINT orders_user NOT ENFORCED" },
        "CREATE TABLE carts (id bigint PRIMARY KEY, user_id bigint REFERENCES users)",
        "DROP TABLE orders",
        "DROP TABLE users CASCADE");

    private static LockFamily Indexes => new(
        "Indexes",
        """
        CREATE TABLE users (id bigint PRIMARY KEY, name text, email text);
        CREATE INDEX users_name ON users (name);
        CREATE INDEX users_lower ON users (lower(name));
        INSERT INTO users VALUES (1, 'a', 'a@b'), (2, 'b', 'b@b');
        """,
        "CREATE INDEX users_email ON users (email)",
        "CREATE UNIQUE INDEX users_email ON users (email) WHERE name <> ''",
        "CREATE INDEX IF NOT EXISTS users_name ON users (name)",
        "CREATE INDEX CONCURRENTLY users_email ON users (email)",
        "DROP INDEX users_name",
        "DROP INDEX CONCURRENTLY users_name",
        "REINDEX INDEX users_name",
        "REINDEX TABLE users",
        "REINDEX INDEX CONCURRENTLY users_name",
        "REINDEX TABLE CONCURRENTLY users",
        "ALTER INDEX users_name RENAME TO users_by_name",
        "ALTER TABLE users_name RENAME TO users_by_name",
        "ALTER INDEX users_name SET (fillfactor = 80)",
        "ALTER INDEX users_name SET TABLESPACE elsewhere",
        "ALTER INDEX users_lower ALTER COLUMN 1 SET STATISTICS 500",
        "ALTER TABLE users CLUSTER ON users_name");

    private static LockFamily Tables => new(
        "Tables as a whole",
        """
        CREATE SCHEMA shop;
        CREATE TABLE base (id bigint, name text);
        CREATE TABLE child (id bigint, name text);
        CREATE TABLE heir () INHERITS (base);
        CREATE TABLE users (id bigint PRIMARY KEY, number serial, name text);
        CREATE INDEX users_name ON users (name);
        CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users);
        CREATE TABLE notes (id bigint PRIMARY KEY, note text);
        CREATE UNLOGGED TABLE quick (id bigint PRIMARY KEY);
        INSERT INTO base VALUES (1, 'a');
        INSERT INTO child VALUES (1, 'a');
        INSERT INTO users VALUES (1, 1, 'a');
        INSERT INTO orders VALUES (1, 1);
        INSERT INTO notes VALUES (1, 'a');
        INSERT INTO quick VALUES (1);
        """,
        "CREATE TABLE fresh (id bigint PRIMARY KEY, name text)",
        "CREATE TABLE IF NOT EXISTS notes (id bigint)",
        "CREATE TABLE fresh (LIKE notes INCLUDING ALL)",
        "CREATE TABLE fresh () INHERITS (base)",
        "DROP TABLE notes",
        "DROP TABLE users CASCADE",
        "DROP SCHEMA shop",
        "ALTER TABLE notes RENAME TO remarks",
        "ALTER TABLE users SET SCHEMA shop",
        "ALTER SCHEMA shop RENAME TO store",
        "ALTER TABLE users OWNER TO pg_monitor",
        "ALTER TABLE notes REPLICA IDENTITY FULL",
        "ALTER TABLE notes SET (fillfactor = 70, autovacuum_enabled = false)",
        "ALTER TABLE notes RESET (fillfactor)",
        "ALTER TABLE notes SET UNLOGGED",
        "ALTER TABLE quick SET LOGGED",
        "ALTER TABLE notes SET LOGGED",
        "ALTER TABLE notes SET TABLESPACE elsewhere",
        "ALTER TABLE notes SET TABLESPACE pg_default",
        new("ALTER TABLE notes SET ACCESS METHOD pile") { Since = 15, After = "CREATE ACCESS METHOD pile TYPE TABLE HANDLER heap_tableam_handler" },
        new("ALTER TABLE notes SET ACCESS METHOD heap") { Since = 15 },
        "ALTER TABLE child INHERIT base",
        "ALTER TABLE heir NO INHERIT base",
        "TRUNCATE notes",
        "TRUNCATE users CASCADE",
        "LOCK TABLE notes",
        "LOCK TABLE notes IN SHARE ROW EXCLUSIVE MODE",
        "VACUUM FULL notes",
        "CLUSTER users USING users_name",
        "ANALYZE notes",
        "CREATE STATISTICS related ON id, note FROM notes",
        "CREATE PUBLICATION news FOR TABLE notes",
        new("ALTER PUBLICATION later ADD TABLE notes") { After = "CREATE PUBLICATION later FOR TABLE users" },
        "COMMENT ON TABLE notes IS 'a'",
        "COMMENT ON COLUMN notes.note IS 'a'",
        "COMMENT ON INDEX users_name IS 'a'",
        "GRANT SELECT ON notes TO PUBLIC",
        "REVOKE ALL ON notes FROM PUBLIC");
}
