using System.Collections.Immutable;
using Retort.Operations;
using Retort.Testing;

namespace Retort.PostgreSql.Tests;

/// <summary>What the server says of each property after an operation was run.</summary>
public class CatalogueTests
{
    private const string Index = "SELECT pg_get_indexdef('ix_users'::regclass)";
    private const string Constraint = "SELECT string_agg(pg_get_constraintdef(oid), '; ') FROM pg_constraint WHERE conrelid = 'orders'::regclass AND contype <> 'n'";
    private const string Enum = "SELECT string_agg(enumlabel, ', ' ORDER BY enumsortorder) FROM pg_enum";

    private const string NotNull = "SELECT string_agg(conname || ' ' || pg_get_constraintdef(oid), ', ' ORDER BY conname) FROM pg_constraint WHERE conrelid = 'orders'::regclass AND contype = 'n' AND conname LIKE 'nn%'";
    private const string PartitionColumns = "SELECT string_agg(concat_ws(' ', attname, pg_get_expr(adbin, adrelid), attnotnull::text, attislocal::text, (attinhcount > 0)::text), ', ' ORDER BY attnum) "
        + "FROM pg_attribute a LEFT JOIN pg_attrdef d ON adrelid = attrelid AND adnum = attnum WHERE attrelid = 'first_events'::regclass AND attnum > 0";
    private const string Privileges = "SELECT string_agg(concat_ws(' ', coalesce(r.rolname, 'PUBLIC'), a.privilege_type, a.is_grantable::text), ', ' ORDER BY coalesce(r.rolname, 'PUBLIC') COLLATE \"C\", a.privilege_type) "
        + "FROM pg_class c, aclexplode(relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee WHERE c.relname = 'users' AND a.grantee <> c.relowner";

    public static TheoryData<string, string, object?> Expectations => new()
    {
        { "plain table", "SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END, ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'users'::regclass AND attnum > 0", "id integer NOT NULL, email character varying(100) NOT NULL, age integer, tags text" },
        { "table with comments", "SELECT obj_description('users'::regclass)", "it's a table" },
        { "table with comments", "SELECT col_description('users'::regclass, 2)", "column email" },
        { "table with comments", "SELECT obj_description(oid) FROM pg_constraint WHERE conname = 'pk_users'", "the key" },
        { "unlogged table", "SELECT relpersistence::text FROM pg_class WHERE relname = 'users'", "u" },
        { "partitioned table", "SELECT pg_get_partkeydef('users'::regclass)", "RANGE (id)" },
        { "table with storage parameters", "SELECT reloptions[1] FROM pg_class WHERE relname = 'users'", "fillfactor=70" },
        { "table with indexes if missing", "SELECT to_regclass('ix_users_email')::text", "ix_users_email" },
        { "comment on table", "SELECT obj_description('users'::regclass)", "new" },
        { "no comment on table", "SELECT obj_description('users'::regclass)", null },
        { "rename table", "SELECT to_regclass('people')::text", "people" },
        { "add column with default", "SELECT state FROM users", "it's" },
        { "add column with default expression", "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = 'users'::regclass", "CURRENT_TIMESTAMP" },
        { "add column with constraint and index", "SELECT count(*)::int FROM pg_constraint WHERE conname IN ('uq_users_code', 'ck_users_code')", 2 },
        { "add column with constraint and index", "SELECT to_regclass('ix_users_code')::text", "ix_users_code" },
        { "add column with comment", "SELECT col_description('users'::regclass, 5)", "it's a note" },
        { "add indexed column if missing", "SELECT to_regclass('ix_users_age')::text", null },
        { "add identity column", "SELECT attidentity::text FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'number'", "a" },
        { "add identity column", "SELECT seqstart || ' ' || seqincrement FROM pg_sequence", "100 5" },
        { "add stored generated column", "SELECT attgenerated::text FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'span'", "s" },
        { "add virtual generated column", "SELECT attgenerated::text FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'span'", "v" },
        { "add collated column", "SELECT collname::text FROM pg_attribute a JOIN pg_collation c ON c.oid = attcollation WHERE attrelid = 'users'::regclass AND attname = 'name'", "C" },
        { "alter type", "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'users'::regclass AND attname = 'email'", "text" },
        { "alter type with expression", "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'users'::regclass AND attname = 'tags'", "integer" },
        { "alter type with collation", "SELECT collname::text FROM pg_attribute a JOIN pg_collation c ON c.oid = attcollation WHERE attrelid = 'users'::regclass AND attname = 'tags'", "C" },
        { "alter type and default", "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = 'users'::regclass", "'old'::text" },
        { "set not null", "SELECT attnotnull FROM pg_attribute WHERE attrelid = 'users'::regclass AND attname = 'age'", true },
        { "drop not null", "SELECT attnotnull FROM pg_attribute WHERE attrelid = 'users'::regclass AND attname = 'email'", false },
        { "set default", "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = 'users'::regclass", "18" },
        { "set column comment", "SELECT col_description('users'::regclass, 3)", "in years" },
        { "add identity", "SELECT seqstart::int FROM pg_sequence", 10 },
        { "change identity", "SELECT concat_ws(' ', attidentity, seqincrement) FROM pg_attribute, pg_sequence WHERE attrelid = 'orders'::regclass AND attname = 'id'", "a 2" },
        { "drop identity", "SELECT attidentity::text FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'id'", "" },
        { "add primary key with everything", Constraint, "PRIMARY KEY (id) INCLUDE (low) DEFERRABLE INITIALLY DEFERRED" },
        { "add primary key with everything", "SELECT obj_description(oid) FROM pg_constraint WHERE conname = 'pk_orders'", "the key" },
        { "add primary key over an index", Constraint, "PRIMARY KEY (id)" },
        { "add unique with everything", Constraint, "UNIQUE (low) INCLUDE (high) DEFERRABLE" },
        { "add unique over an index", Constraint, "UNIQUE (low)" },
        { "add unique nulls", Constraint, "UNIQUE NULLS NOT DISTINCT (low)" },
        { "add check with everything", Constraint, "CHECK ((low < high)) NO INHERIT NOT VALID" },
        { "add foreign key", Constraint, "FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE" },
        { "add foreign key with everything", Constraint, "FOREIGN KEY (user_id) REFERENCES users(id) MATCH FULL ON UPDATE RESTRICT ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED NOT VALID" },
        { "add foreign key with default", Constraint, "FOREIGN KEY (user_id) REFERENCES users(id) ON UPDATE CASCADE ON DELETE SET DEFAULT" },
        { "add exclusion", Constraint, "EXCLUDE USING gist (int4range(low, high) WITH &&) WHERE ((low < high)) DEFERRABLE" },
        { "add exclusion by spgist", Constraint, "EXCLUDE USING spgist (int4range(low, high) WITH &&)" },
        { "validate constraint", Constraint, "CHECK ((low < high))" },
        { "create unique partial index", Index, "CREATE UNIQUE INDEX ix_users ON public.users USING btree (email) WHERE (age > 18)" },
        { "create descending expression index", Index, "CREATE INDEX ix_users ON public.users USING btree (lower((email)::text) DESC, age)" },
        { "create index with everything", Index, "CREATE INDEX ix_users ON public.users USING btree (email COLLATE \"C\" text_pattern_ops DESC NULLS LAST, age NULLS FIRST) INCLUDE (tags) WITH (fillfactor='70')" },
        { "create index with everything", "SELECT obj_description('ix_users'::regclass)", "it's an index" },
        { "create index with equal nulls", Index, "CREATE UNIQUE INDEX ix_users ON public.users USING btree (email) NULLS NOT DISTINCT" },
        { "commented index if missing", "SELECT obj_description('ix_users'::regclass)", "new" },
        { "commented concurrent index if missing", "SELECT obj_description('ix_users'::regclass)", "new" },
        { "concurrent index", "SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_users'::regclass", true },
        { "rename index", "SELECT to_regclass('ix_new')::text", "ix_new" },
        { "create schema", "SELECT to_regnamespace('\"Audit\"')::text", "\"Audit\"" },
        { "create enum", Enum, "sad, it's ok" },
        { "add enum value", Enum, "sad, it's ok, happy" },
        { "add enum value before", Enum, "angry, sad, it's ok" },
        { "add enum value after", Enum, "sad, meh, it's ok" },
        { "rename enum value", Enum, "blue, it's ok" },
        { "create sequence", "SELECT concat_ws(' ', format_type(seqtypid, NULL), seqstart, seqincrement, seqmin, seqmax, seqcache, seqcycle) FROM pg_sequence", "bigint 10 5 5 1000 7 t" },
        { "create sequence", "SELECT pg_get_serial_sequence('orders', 'id')", "public.numbers" },
        { "alter sequence", "SELECT concat_ws(' ', seqstart, seqincrement, seqmin, seqmax, seqcache, seqcycle, nextval('numbers')) FROM pg_sequence", "10 5 5 1000 7 f 20" },
        { "create view with everything", "SELECT string_agg(column_name, ', ' ORDER BY ordinal_position) FROM information_schema.columns WHERE table_name = 'emails'", "number, mail" },
        { "create view with everything", "SELECT reloptions[1] FROM pg_class WHERE relname = 'emails'", "security_barrier=true" },
        { "create materialized view", "SELECT concat_ws(' ', relkind, relispopulated, reloptions[1]) FROM pg_class WHERE relname = 'emails'", "m f fillfactor=70" },
        { "create function", "SELECT plus(1)", 3 },
        { "replace function", "SELECT plus(1, 5)", -4 },
        { "create trigger", "SELECT pg_get_triggerdef(oid) FROM pg_trigger", "CREATE TRIGGER touched BEFORE INSERT OR UPDATE ON public.users FOR EACH ROW EXECUTE FUNCTION touch()" },
        { "create constraint trigger", "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'touched'", "CREATE CONSTRAINT TRIGGER touched AFTER INSERT ON public.users DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION touch()" },
        { "create unlogged sequence", "SELECT relpersistence::text FROM pg_class WHERE relname = 'numbers'", "u" },
        { "create materialized view in its place", "SELECT amname::text FROM pg_am a JOIN pg_class c ON c.relam = a.oid WHERE relname = 'emails'", "heap2" },
        { "change identity in all", "SELECT concat_ws(' ', seqstart, seqincrement, seqmin, seqmax, seqcache, seqcycle, nextval(seqrelid)) FROM pg_sequence", "20 -5 -100 50 3 t 20" },
        { "change generated expression", "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = 'orders'::regclass", "(high + low)" },
        { "drop generated expression", "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = 'orders'::regclass", "1" },
        { "table with settings", "SELECT concat_ws(' ', relpersistence, relrowsecurity, relforcerowsecurity, relreplident, reloptions) FROM pg_class WHERE relname = 'users'", "u t t i {autovacuum_enabled=false,fillfactor=70}" },
        { "table with settings", "SELECT string_agg(indexrelid::regclass || ' ' || indisreplident || ' ' || indisclustered, ', ' ORDER BY indexrelid) FROM pg_index WHERE indrelid = 'users'::regclass", "pk_users false true, \"Users_Email\" true false" },
        { "change settings", "SELECT concat_ws(' ', relpersistence, relrowsecurity, relforcerowsecurity, relreplident, reloptions) FROM pg_class WHERE relname = 'users'", "u t t i {autovacuum_enabled=false,fillfactor=70}" },
        { "change settings", "SELECT concat_ws(' ', attstorage, attstattarget, (SELECT array_agg(item) FROM unnest(attoptions) item WHERE item LIKE 'n\\_%')) FROM pg_attribute WHERE attrelid = 'users'::regclass AND attname = 'tags'", "e 500 {n_distinct=-0.5,n_distinct_inherited=10}" },
        { "compressed column", "SELECT concat_ws(' ', attstorage, attcompression) FROM pg_attribute WHERE attrelid = 'users'::regclass AND attname = 'note'", "m p" },
        { "table in its place", "SELECT amname::text FROM pg_am a JOIN pg_class c ON c.relam = a.oid WHERE relname = 'users'", "heap2" },
        { "change access method", "SELECT amname::text FROM pg_am a JOIN pg_class c ON c.relam = a.oid WHERE relname = 'users'", "heap2" },
        { "partition", PartitionColumns, "id true false true, note 'none'::text false false true, size false false true" },
        { "partition of an unknown table", PartitionColumns, "id true false true, note 'none'::text false false true, size false false true" },
        { "partition with columns of its own mind", PartitionColumns, "id true false true, note false false true, size 7 true false true" },
        { "partition with columns of its own mind", "SELECT concat_ws(' ', pg_get_partkeydef(oid), pg_get_expr(relpartbound, oid)) FROM pg_class WHERE relname = 'first_events'", "LIST (size) FOR VALUES FROM (0) TO (10)" },
        { "default partition", "SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE relname = 'first_events'", "DEFAULT" },
        { "inheriting table", "SELECT string_agg(attname || ' ' || attislocal, ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'admins'::regclass AND attnum > 0", "id false, email false, age false, tags false, level true" },
        { "attach partition", "SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE relname = 'first_events'", "FOR VALUES FROM (0) TO (10)" },
        { "move partition", "SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE relname = 'first_events'", "FOR VALUES FROM (10) TO (20)" },
        { "change parents", "SELECT string_agg(inhparent::regclass::text, ', ' ORDER BY inhseqno) FROM pg_inherits WHERE inhrelid = 'admins'::regclass", "orders, users" },
        { "primary key with storage", "SELECT reloptions[1] FROM pg_class WHERE relname = 'pk_orders'", "fillfactor=70" },
        { "exclusion with storage", Constraint, "EXCLUDE USING btree (id WITH =) INCLUDE (low) WITH (fillfactor='70') WHERE ((id > 1))" },
        { "foreign key that empties some columns", Constraint, "FOREIGN KEY (user_id, low) REFERENCES users(id, age) ON DELETE SET NULL (user_id)" },
        { "table with unchecked constraints", "SELECT string_agg(conname || ' ' || convalidated, ', ' ORDER BY conname) FROM pg_constraint WHERE conrelid = 'orders'::regclass", "ck_orders false, fk_orders false" },
        { "unenforced check", Constraint, "CHECK ((low < high)) NOT ENFORCED" },
        { "unenforced foreign key", Constraint, "FOREIGN KEY (user_id) REFERENCES users(id) NOT ENFORCED" },
        { "named not null", NotNull, "nn_orders NOT NULL low NO INHERIT NOT VALID" },
        { "table with a named not null", NotNull, "nn_id NOT NULL id, nn_low NOT NULL low NOT VALID" },
        { "column with a named not null", NotNull, "nn_state NOT NULL state" },
        { "key without overlaps", "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'pk_periods'", "PRIMARY KEY (id, span WITHOUT OVERLAPS)" },
        { "foreign key of periods", "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'fk_visits'", "FOREIGN KEY (id, PERIOD span) REFERENCES periods(id, PERIOD span)" },
        { "create domain", "SELECT string_agg(pg_get_constraintdef(oid), '; ' ORDER BY conname) FROM pg_constraint WHERE contypid = 'code'::regtype AND contype = 'c'", "CHECK ((length(VALUE) < 9)); CHECK ((VALUE <> ''::text)) NOT VALID" },
        { "create domain", "SELECT concat_ws(' ', typnotnull, typdefault, collname) FROM pg_type t JOIN pg_collation c ON c.oid = typcollation WHERE typname = 'code'", "t 'a'::text C" },
        { "change domain", "SELECT string_agg(pg_get_constraintdef(oid), '; ' ORDER BY conname) FROM pg_constraint WHERE contypid = 'code'::regtype AND contype = 'c'", "CHECK ((length(VALUE) < 9)); CHECK ((VALUE <> 'b'::text)); CHECK ((VALUE <> ''::text))" },
        { "change composite type", "SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'point3'::regclass AND NOT attisdropped", "y text, z boolean" },
        { "change procedure", "SELECT prosrc FROM pg_proc WHERE proname = 'archive'", " SELECT -days; " },
        { "change view", "SELECT concat_ws(' ', relnatts, reloptions[1], (SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = c.oid)) FROM pg_class c WHERE relname = 'emails'", "3 security_barrier=true 'x'::text" },
        { "change materialized view", "SELECT reloptions[1] FROM pg_class WHERE relname = 'emails'", "fillfactor=50" },
        { "change access method of materialized view", "SELECT amname::text FROM pg_am a JOIN pg_class c ON c.relam = a.oid WHERE relname = 'emails'", "heap2" },
        { "change index", "SELECT reloptions::text FROM pg_class WHERE relname = 'ix_users'", "{deduplicate_items=false}" },
        { "change trigger", "SELECT tgenabled::text FROM pg_trigger WHERE tgname = 'touched'", "A" },
        { "change sequence", "SELECT concat_ws(' ', format_type(seqtypid, NULL), seqstart, seqincrement, seqmin, seqmax, seqcache, seqcycle, pg_get_serial_sequence('orders', 'id')) FROM pg_sequence", "integer 10 5 5 100 7 t public.numbers" },
        { "change logging of sequence", "SELECT relpersistence::text FROM pg_class WHERE relname = 'numbers'", "u" },
        { "comment on view column", "SELECT col_description('emails'::regclass, 1)", "new" },
        { "give back to the owner of the database", "SELECT pg_get_userbyid(relowner)::text FROM pg_class WHERE relname = 'users'", "postgres" },
        { "change owner", "SELECT pg_get_userbyid(relowner)::text FROM pg_class WHERE relname = 'users'", "pg_monitor" },
        { "grant", Privileges, "PUBLIC SELECT false, pg_monitor DELETE false, pg_monitor INSERT false, pg_monitor UPDATE true" },
        { "change grants", Privileges, "pg_monitor INSERT true, pg_monitor SELECT false" },
        { "grant on column", "SELECT attacl::text FROM pg_attribute WHERE attrelid = 'users'::regclass AND attname = 'email'", "{pg_monitor=rw/postgres}" },
        { "revoke what a function is born with", "SELECT proacl::text FROM pg_proc WHERE proname = 'plus'", "{postgres=X/postgres,pg_monitor=X/postgres}" },
        { "run SQL", "SELECT a FROM one", 1 },
        { "insert rows", "SELECT string_agg(concat_ws(' ', id, email, age), ', ' ORDER BY id) FROM users", "1 it's, 2 b\\n 2" },
        { "update rows", "SELECT concat_ws(' ', id, email, age) FROM users", "1 x" },
        { "delete rows", "SELECT count(*)::int FROM users", 0 },
        { "run code", "SELECT to_regclass('coded')::text", "coded" },
        { "outside the transaction", "SELECT to_regclass('ix_users')::text", "ix_users" },
    };

    [Theory]
    [MemberData(nameof(OperationTests.Majors), MemberType = typeof(OperationTests))]
    public async Task Every_property_reaches_the_catalogue(int major)
    {
        await using var database = await TestDatabase.CreateAsync(major);
        var failures = new List<string>();
        var samples = OperationSamples.Of("postgresql", major).ToImmutableDictionary(sample => sample.Name);
        foreach (var (name, expectations) in Expectations.Select(row => row.Data).GroupBy(data => data.Item1).Select(group => (group.Key, group)))
        {
            if (!samples.TryGetValue(name, out var sample))
            {
                Assert.Contains(OperationSamples.All, known => known.Name == name && known.SinceVersion > major);
                continue;
            }

            await database.ResetAsync();
            await database.RunAsync([.. sample.Before, sample.Operation]);
            foreach (var (_, query, expected) in expectations)
            {
                var actual = await database.ScalarAsync(query);
                failures.AddRange(Equals(expected, actual) ? [] : [$"{name}: expected {expected}, but {query} gives {actual}"]);
            }
        }

        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    [Fact]
    public async Task What_is_left_alone_if_it_exists_is_left_alone_as_a_whole()
    {
        await using var database = await TestDatabase.CreateAsync();
        foreach (var name in (string[])["table with indexes if missing", "commented index if missing", "commented concurrent index if missing", "add indexed column if missing"])
        {
            var sample = OperationSamples.All.Single(known => known.Name == name);
            await database.ResetAsync();
            await database.RunAsync([.. sample.Before, sample.Operation]);
            await database.SqlAsync("COMMENT ON TABLE users IS 'mine'; DO $$ BEGIN IF to_regclass('ix_users') IS NOT NULL THEN COMMENT ON INDEX ix_users IS 'mine'; END IF; END $$");

            await database.RunAsync(sample.Operation);

            Assert.Equal("mine", await database.ScalarAsync("SELECT obj_description(coalesce(to_regclass('ix_users'), 'users'))"));
        }
    }
}
