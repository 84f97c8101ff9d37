using Retort.Schema;

namespace Retort.PostgreSql.Tests.Introspection;

/// <summary>Views, routines, triggers and sequences.</summary>
public sealed class ReadProgramTests
{
    [Fact]
    public async Task Views_have_all_their_properties()
    {
        var schema = await SchemaReading.ReadAsync(
            """
            CREATE TABLE public.t (id int, name text);
            CREATE VIEW v WITH (security_barrier = on, security_invoker, check_option = local) AS select T.ID, (name) from Public.t where ID>1;
            ALTER VIEW v ALTER name SET DEFAULT 'q';
            COMMENT ON VIEW v IS 'some';
            COMMENT ON COLUMN v.id IS 'number';
            CREATE MATERIALIZED VIEW m WITH (fillfactor = 70) AS SELECT count(*) AS n FROM t;
            CREATE UNIQUE INDEX mi ON m (n);
            """);

        var view = schema.Find<View>(ObjectKind.View, "v");
        Assert.Equal("SELECT t.id,\n    t.name\n   FROM t\n  WHERE (t.id > 1)", view.Query);
        Assert.Equal(["check_option=local", "security_barrier=true", "security_invoker=true"], view.With);
        Assert.Equal([("id", ColumnTypeKind.Int, null, "number"), ("name", ColumnTypeKind.Text, "'q'::text", null)], view.Columns.Select(column => (column.Name, column.Type.Kind, column.Default?.Sql, column.Comment)));
        Assert.Equal("some", view.Comment);
        var materialized = schema.Find<View>(ObjectKind.MaterializedView, "m");
        Assert.True(materialized.Materialized);
        Assert.Equal(["fillfactor=70"], materialized.With);
        Assert.Equal("m", schema.Index("mi").Table);
    }

    [Fact]
    public async Task Routines_are_cut_into_arguments_and_the_rest()
    {
        var schema = await SchemaReading.ReadAsync(
            """
            CREATE FUNCTION add(a int, b text DEFAULT ') (', OUT c int) LANGUAGE sql IMMUTABLE STRICT SECURITY DEFINER SET search_path = public AS $$SELECT 1$$;
            CREATE FUNCTION body(VARIADIC a int[]) RETURNS TABLE (x int) LANGUAGE sql BEGIN ATOMIC SELECT 1; END;
            CREATE PROCEDURE "do()it"(INOUT a int) LANGUAGE plpgsql AS $$BEGIN a := 1; END$$;
            CREATE FUNCTION internal(text) RETURNS int LANGUAGE internal STRICT AS 'textlen';
            COMMENT ON FUNCTION add IS 'adds';
            """);

        var add = schema.Find<Routine>(ObjectKind.Function, "add", "integer, text");
        Assert.Equal("a integer, b text DEFAULT ') ('::text, OUT c integer", add.Arguments);
        Assert.Equal("RETURNS integer\n LANGUAGE sql\n IMMUTABLE STRICT SECURITY DEFINER\n SET search_path TO 'public'\nAS $function$SELECT 1$function$", add.Definition);
        Assert.Equal(("integer", "adds", false), (add.Returns, add.Comment, add.IsProcedure));
        var body = schema.Find<Routine>(ObjectKind.Function, "body", "integer[]");
        Assert.Equal(("VARIADIC a integer[]", "TABLE(x integer)"), (body.Arguments, body.Returns));
        Assert.Equal("RETURNS TABLE(x integer)\n LANGUAGE sql\nBEGIN ATOMIC\n SELECT 1;\nEND", body.Definition);
        var procedure = schema.Find<Routine>(ObjectKind.Procedure, "do()it", "integer");
        Assert.Equal(("INOUT a integer", null, true), (procedure.Arguments, procedure.Returns, procedure.IsProcedure));
        Assert.Equal("LANGUAGE plpgsql\nAS $procedure$BEGIN a := 1; END$procedure$", procedure.Definition);
        Assert.EndsWith("AS $function$textlen$function$", schema.Find<Routine>(ObjectKind.Function, "internal", "text").Definition, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Triggers_are_cut_at_their_table()
    {
        var schema = await SchemaReading.ReadAsync(
            """
            CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
            CREATE TABLE t (id int, "ON" int);
            CREATE TABLE o (id int);
            CREATE VIEW v AS SELECT * FROM t;
            CREATE TABLE m (id int) PARTITION BY LIST (id);
            CREATE TABLE m1 PARTITION OF m DEFAULT;
            CREATE TRIGGER a BEFORE INSERT OR UPDATE OF "ON", id ON t FOR EACH ROW WHEN (NEW.id > 1) EXECUTE FUNCTION f('x ON y');
            CREATE CONSTRAINT TRIGGER b AFTER INSERT ON t FROM o DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION f();
            CREATE TRIGGER c AFTER UPDATE ON t REFERENCING OLD TABLE AS old NEW TABLE AS new FOR EACH STATEMENT EXECUTE FUNCTION f();
            CREATE TRIGGER i INSTEAD OF DELETE ON v FOR EACH ROW EXECUTE FUNCTION f();
            CREATE TRIGGER p AFTER INSERT ON m FOR EACH ROW EXECUTE FUNCTION f();
            ALTER TABLE t DISABLE TRIGGER a, ENABLE REPLICA TRIGGER b, ENABLE ALWAYS TRIGGER c;
            COMMENT ON TRIGGER c ON t IS 'third';
            ALTER TABLE m1 DISABLE TRIGGER p;
            """);

        var a = schema.Find<Trigger>(ObjectKind.Trigger, "t", "a");
        Assert.Equal(("BEFORE INSERT OR UPDATE OF \"ON\", id", "FOR EACH ROW WHEN ((new.id > 1)) EXECUTE FUNCTION f('x ON y')"), (a.Events, a.Action));
        Assert.Equal((TriggerFiring.Disabled, false), (a.Firing, a.IsConstraint));
        var b = schema.Find<Trigger>(ObjectKind.Trigger, "t", "b");
        Assert.Equal(("AFTER INSERT", "FROM o DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION f()"), (b.Events, b.Action));
        Assert.Equal((TriggerFiring.Replica, true), (b.Firing, b.IsConstraint));
        var c = schema.Find<Trigger>(ObjectKind.Trigger, "t", "c");
        Assert.Equal("REFERENCING OLD TABLE AS old NEW TABLE AS new FOR EACH STATEMENT EXECUTE FUNCTION f()", c.Action);
        Assert.Equal((TriggerFiring.Always, "third"), (c.Firing, c.Comment));
        Assert.Equal("INSTEAD OF DELETE", schema.Find<Trigger>(ObjectKind.Trigger, "v", "i").Events);
        Assert.Equal(TriggerFiring.Origin, schema.Find<Trigger>(ObjectKind.Trigger, "m", "p").Firing);
        Assert.Equal(5, schema.Objects.OfType<Trigger>().Count());
        Assert.Equal([new("firing of a trigger of a partition", "p on m1")], schema.Unmanaged);
    }

    [Fact]
    public async Task Sequences_tell_only_what_differs_from_the_default()
    {
        var schema = await SchemaReading.ReadAsync(
            """
            CREATE SEQUENCE plain;
            CREATE SEQUENCE spelled AS bigint START 1 INCREMENT 1 MINVALUE 1 MAXVALUE 9223372036854775807 CACHE 1 NO CYCLE;
            CREATE SEQUENCE down AS int INCREMENT -2;
            CREATE UNLOGGED SEQUENCE all_of_it AS smallint START 10 INCREMENT 5 MINVALUE 5 MAXVALUE 1000 CACHE 7 CYCLE;
            CREATE TABLE t (id serial, "no" int GENERATED ALWAYS AS IDENTITY);
            COMMENT ON SEQUENCE plain IS 'numbers';
            """);

        Assert.Equal(new Sequence("plain") { Comment = "numbers" }, schema.Find<Sequence>(ObjectKind.Sequence, "plain"));
        Assert.Equal(new Sequence("spelled"), schema.Find<Sequence>(ObjectKind.Sequence, "spelled"));
        var down = schema.Find<Sequence>(ObjectKind.Sequence, "down");
        Assert.Equal((ColumnTypeKind.Int, -2, null, null, null), (down.Type!.Kind, down.Increment, down.Start, down.MinValue, down.MaxValue));
        var all = schema.Find<Sequence>(ObjectKind.Sequence, "all_of_it");
        Assert.Equal((ColumnTypeKind.SmallInt, 10, 5, 5, 1000, 7, true, true), (all.Type!.Kind, all.Start, all.Increment, all.MinValue, all.MaxValue, all.Cache, all.Cycle, all.Unlogged));
        Assert.Equal((new ObjectName(null, "t"), "id"), schema.Find<Sequence>(ObjectKind.Sequence, "t_id_seq").OwnedBy);
        Assert.Equal(5, schema.Objects.OfType<Sequence>().Count());
        Assert.Equal("nextval('t_id_seq'::regclass)", schema.Table("t").Column("id").Default?.Sql);
    }
}
