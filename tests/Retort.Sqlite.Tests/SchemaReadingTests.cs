using Retort.Operations;
using Retort.Schema;

namespace Retort.Sqlite.Tests;

/// <summary>What is read of a schema made by hand.</summary>
public class SchemaReadingTests
{
    private const string Shop =
        """
        CREATE TABLE Customers (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name VARCHAR(100) NOT NULL COLLATE nocase CHECK (Name <> ''),
            joined TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
            balance DECIMAL ( 10,2 ) DEFAULT ( -1 ),
            odd "Odd type" (3),
            bare,
            initial TEXT AS (substr(name, 1, 1)),
            shout TEXT GENERATED ALWAYS AS ((upper(name))) STORED,
            CONSTRAINT uq_name UNIQUE (name, joined)
        );
        CREATE TABLE orders (
            customer_id INT NOT NULL REFERENCES customers ON DELETE CASCADE ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED,
            line INT,
            key TEXT,
            PRIMARY KEY (customer_id, line)
        ) WITHOUT ROWID;
        CREATE UNIQUE INDEX ix ON orders (line DESC, lower( Key ), key COLLATE NOCASE) WHERE (line IS NOT NULL);
        CREATE VIEW buyers (who) AS SELECT name FROM customers c WHERE id in ( select [customer_id] from main.orders );
        CREATE TRIGGER t1 UPDATE OF name ON customers FOR EACH ROW WHEN new.name = 'a;b' BEGIN
            DELETE FROM orders WHERE customer_id = OLD.id; -- gone
            SELECT 1; END;
        CREATE VIRTUAL TABLE notes USING fts5(body);
        """;

    [Fact]
    public async Task Every_fact_of_a_schema_is_read()
    {
        await using var database = await TestDatabase.CreateAsync(Shop);

        var schema = await database.ReadSchemaAsync();

        Assert.Equal(
            """
            Table(Name: Customers, Columns: [Column(Name: id, Type: Int, NotNull, Identity: Identity()), Column(Name: name, Type: String(100), NotNull, Collation: NOCASE), Column(Name: joined, Type: DateTime, Default: ColumnDefault(Sql: CURRENT_TIMESTAMP)), Column(Name: balance, Type: Decimal(10, 2), Default: ColumnDefault(Sql: -1)), Column(Name: odd, Type: "Odd type"(3)), Column(Name: bare, Type: Bytes), Column(Name: initial, Type: Text, Generated: GeneratedExpression(Sql: substr(name, 1, 1))), Column(Name: shout, Type: Text, Generated: GeneratedExpression(Sql: upper(name), Stored))], Constraints: [PrimaryKey(Name: pk_Customers, Columns: [id]), UniqueConstraint(Name: uq_name, Columns: [name, joined]), CheckConstraint(Name: ck_Customers_name, Expression: name <> '')])
            Table(Name: orders, Columns: [Column(Name: customer_id, Type: Int, NotNull), Column(Name: line, Type: Int, NotNull), Column(Name: key, Type: Text)], Constraints: [PrimaryKey(Name: pk_orders, Columns: [customer_id, line]), ForeignKey(Name: fk_orders_customer_id_Customers, Columns: [customer_id], ReferencedTable: Customers, ReferencedColumns: [id], OnDelete: Cascade, OnUpdate: SetNull, Deferral: InitiallyDeferred)], WithoutRowId)
            TableIndex(Name: ix, Table: orders, Keys: [IndexKey(Column: line, IsDescending), IndexKey(Expression: lower("key")), IndexKey(Column: key, Collation: NOCASE)], Unique, Where: line IS NOT NULL)
            View(Name: buyers, Query: WITH buyers (who) AS (SELECT name FROM Customers c WHERE id IN (SELECT customer_id FROM orders)) SELECT who
            FROM buyers)
            Trigger(Name: t1, Table: Customers, Events: BEFORE UPDATE OF name, Action: WHEN new.name = 'a;b' BEGIN
                DELETE FROM orders WHERE customer_id = old.id;
                SELECT 1;
            END)
            """,
            string.Join('\n', schema.Objects.Select(SchemaText.Of)));
    }

    [Fact]
    public async Task What_is_written_from_the_model_is_read_as_the_same()
    {
        await using var database = await TestDatabase.CreateAsync(
            Shop.Replace("CREATE VIRTUAL TABLE notes USING fts5(body);", "", StringComparison.Ordinal) +
            """
            CREATE VIEW "Odd ""view" ("a b", c) AS SELECT id, [key] || "not a column" FROM Customers, orders UNION ALL SELECT 1, - -2 ORDER BY 1;
            CREATE TRIGGER "Odd trigger" INSTEAD OF INSERT ON buyers WHEN NEW.who LIKE '%a' BEGIN
                INSERT INTO Customers (name) SELECT CASE WHEN new.who THEN 'x;y' END; UPDATE orders SET KEY = replace(key, 'a', "b"); END;
            """);
        var schema = await database.ReadSchemaAsync();
        await using var copy = await TestDatabase.CreateAsync();

        await copy.RunAsync([.. schema.Objects.Select(Create)]);

        Assert.Equal(SchemaText.Of(schema), SchemaText.Of(await copy.ReadSchemaAsync()));

        static Operation Create(SchemaObject item) => item switch
        {
            Table table => new CreateTable(table),
            TableIndex index => new CreateIndex(index),
            View view => new CreateView(view.Name, view.Query),
            Trigger trigger => new CreateTrigger(trigger.Name, trigger.Table, trigger.Events, trigger.Action),
            _ => throw new InvalidOperationException(item.Id.ToString()),
        };
    }

    [Fact]
    public async Task What_needs_what_is_read_from_the_names()
    {
        await using var database = await TestDatabase.CreateAsync(Shop + "CREATE VIEW rich AS SELECT * FROM buyers; CREATE VIEW everything AS SELECT o.* FROM orders o;");

        var schema = await database.ReadSchemaAsync();

        Assert.Equal(
            """
            column "initial" of table "Customers" needs column "name" of table "Customers"
            column "shout" of table "Customers" needs column "name" of table "Customers"
            constraint "ck_Customers_name" of table "Customers" needs column "name" of table "Customers"
            constraint "pk_Customers" of table "Customers" needs column "id" of table "Customers"
            constraint "uq_name" of table "Customers" needs column "joined" of table "Customers"
            constraint "uq_name" of table "Customers" needs column "name" of table "Customers"
            constraint "fk_orders_customer_id_Customers" of table "orders" needs column "id" of table "Customers"
            constraint "fk_orders_customer_id_Customers" of table "orders" needs column "customer_id" of table "orders"
            constraint "fk_orders_customer_id_Customers" of table "orders" needs constraint "pk_Customers" of table "Customers"
            constraint "pk_orders" of table "orders" needs column "customer_id" of table "orders"
            constraint "pk_orders" of table "orders" needs column "line" of table "orders"
            index "ix" needs table "orders"
            index "ix" needs column "key" of table "orders"
            index "ix" needs column "line" of table "orders"
            view "buyers" needs table "Customers"
            view "buyers" needs table "orders"
            view "buyers" needs column "id" of table "Customers"
            view "buyers" needs column "name" of table "Customers"
            view "buyers" needs column "customer_id" of table "orders"
            view "everything" needs table "orders"
            view "everything" needs column "customer_id" of table "orders"
            view "everything" needs column "key" of table "orders"
            view "everything" needs column "line" of table "orders"
            view "rich" needs view "buyers"
            trigger "t1" on "Customers" needs table "Customers"
            trigger "t1" on "Customers" needs table "orders"
            trigger "t1" on "Customers" needs column "id" of table "Customers"
            trigger "t1" on "Customers" needs column "name" of table "Customers"
            trigger "t1" on "Customers" needs column "customer_id" of table "orders"
            """,
            string.Join('\n', schema.Dependencies.Select(item => $"{item.Dependent} needs {item.Needs}")));
    }

    [Fact]
    public async Task What_is_not_in_the_model_is_listed()
    {
        await using var database = await TestDatabase.CreateAsync(
            Shop +
            """
            CREATE TABLE t (
                id INTEGER PRIMARY KEY ON CONFLICT REPLACE,
                a INT NOT NULL ON CONFLICT IGNORE,
                b TEXT UNIQUE ON CONFLICT FAIL,
                UNIQUE (a DESC),
                CONSTRAINT u UNIQUE (b COLLATE NOCASE)
            );
            CREATE TABLE notes_more (a); CREATE TABLE other_content (a);
            """);

        var schema = await database.ReadSchemaAsync();

        Assert.Equal(
            [
                "ON CONFLICT clause: column \"a\" of table \"t\"", "ON CONFLICT clause: constraint \"pk_t\" of table \"t\"", "ON CONFLICT clause: constraint \"uq_t_b\" of table \"t\"",
                "collation of a key: constraint \"u\" of table \"t\"", "descending key: constraint \"uq_t_a\" of table \"t\"",
                "shadow table: notes_config", "shadow table: notes_content", "shadow table: notes_data", "shadow table: notes_docsize", "shadow table: notes_idx", "virtual table: notes",
            ],
            schema.Unmanaged.Select(item => $"{item.Kind}: {item.Name}"));
        Assert.Equal(["Customers", "notes_more", "orders", "other_content", "t"], schema.Tables.Select(table => table.Name.Name));
    }

    [Fact]
    public async Task The_text_that_was_typed_is_kept()
    {
        const string Sql = "CREATE TABLE t (a INT, -- the a\n  CHECK  (A > 0))";
        await using var database = await TestDatabase.CreateAsync(Sql);

        var schema = await database.ReadSchemaAsync();

        Assert.Equal(Sql, schema.Tables.Single().OriginalText);
    }

    [Fact]
    public async Task Hidden_tables_their_parts_and_other_databases_are_left_out()
    {
        await using var database = await TestDatabase.CreateAsync(
            """
            CREATE TABLE Hidden (a INTEGER PRIMARY KEY AUTOINCREMENT, b UNIQUE);
            CREATE INDEX i ON hidden (a, b);
            CREATE TRIGGER r AFTER INSERT ON hidden BEGIN SELECT 1; END;
            CREATE TABLE seen (a REFERENCES hidden);
            CREATE TEMP TABLE passing (a);
            ANALYZE;
            """);
        await database.OutsideAsync("ATTACH ':memory:' AS other", "CREATE TABLE other.elsewhere (a)");

        var schema = await database.Session.ReadSchemaAsync(new SchemaScope { Hidden = ["hIdden"] }, default);

        Assert.Equal(
            "Table(Name: seen, Columns: [Column(Name: a, Type: Bytes)], Constraints: [ForeignKey(Name: fk_seen_a_Hidden, Columns: [a], ReferencedTable: Hidden)])\nconstraint \"fk_seen_a_Hidden\" of table \"seen\" needs column \"a\" of table \"seen\"",
            SchemaText.Of(schema));
    }

    [Fact]
    public void A_strict_table_is_read_by_a_library_that_knows_none()
    {
        var schema = SchemaReader.Read([new StoredObject("table", "t", "t", "CREATE TABLE t (a INT, b ANY, c REAL, PRIMARY KEY (a)) STRICT, WITHOUT ROWID")], new SchemaScope());

        Assert.Equal(
            "Table(Name: t, Columns: [Column(Name: a, Type: INT, NotNull), Column(Name: b, Type: ANY), Column(Name: c, Type: Double)], Constraints: [PrimaryKey(Name: pk_t, Columns: [a])], Strict, WithoutRowId)",
            SchemaText.Of(schema.Tables.Single()));
    }

    [Theory]
    [InlineData("CREATE TABLE t")]
    [InlineData("CREATE TABLE t (a, FOREIGN KEY (a))")]
    [InlineData("CREATE TABLE t (a CHECK (a")]
    public void A_text_that_cannot_be_read_is_not_managed(string sql)
    {
        var schema = SchemaReader.Read([new StoredObject("table", "t", "t", sql)], new SchemaScope());

        Assert.Equal("table: t", SchemaText.Of(schema));
    }

    [Fact]
    public async Task A_key_is_null_only_where_SQLite_lets_it_be()
    {
        await using var database = await TestDatabase.CreateAsync(
            "CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (id INT PRIMARY KEY); CREATE TABLE c (id TEXT, n INT, PRIMARY KEY (id, n)) WITHOUT ROWID");

        var schema = await database.ReadSchemaAsync();

        Assert.Equal(["a.id False", "b.id True", "c.id False", "c.n False"], schema.Tables.SelectMany(table => table.Columns.Select(column => $"{table.Name}.{column.Name} {column.Nullable}")));
    }

    [Fact]
    public async Task A_missing_file_is_an_empty_schema_and_stays_missing()
    {
        await using var database = await TestDatabase.CreateAsync();
        var missing = $"{database.File}.missing";
        await using var connected = SqliteDatabase.Connect($"sqlite:///{missing}");
        await using var session = await connected.OpenAsync();

        var schema = await session.ReadSchemaAsync(new SchemaScope(), default);

        Assert.Empty(schema.Objects);
        Assert.False(File.Exists(missing));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_read()
    {
        await using var database = await TestDatabase.CreateAsync(Shop);
        await using var connected = SqliteDatabase.Connect($"sqlite:///{database.File}?mode=ro");
        await using var session = await connected.OpenAsync();

        var schema = await session.ReadSchemaAsync(new SchemaScope(), default);

        Assert.Equal(SchemaText.Of(await database.ReadSchemaAsync()), SchemaText.Of(schema));
    }

    [Fact]
    public async Task Odd_names_are_read_as_they_are()
    {
        string[] names = ["a\"b", "c d", "e,f", "[g]", "-- h", "名前", "x'y", "(", "order", "Key", "a`b"];
        var columns = string.Join(", ", names.Select(name => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\" INT"));
        await using var database = await TestDatabase.CreateAsync(string.Concat(names.Select(name =>
        {
            var quoted = $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
            return $"CREATE TABLE {quoted} ({columns}, CONSTRAINT {quoted} CHECK ({quoted} > 0)); CREATE INDEX \"i{quoted[1..]} ON {quoted} ({quoted} DESC);";
        })));

        var schema = await database.ReadSchemaAsync();

        Assert.Equal(names.Order(StringComparer.Ordinal), schema.Tables.Select(table => table.Name.Name));
        Assert.All(schema.Tables, table => Assert.Equal(names, table.Columns.Select(column => column.Name)));
        Assert.All(schema.Tables, table => Assert.Equal(table.Name.Name, Assert.Single(table.Constraints).Name));
        Assert.All(schema.Objects.OfType<TableIndex>(), index => Assert.Equal((index.Table.Name, $"i{index.Table.Name}"), (index.Keys.Single().Column, index.Name)));
    }
}
