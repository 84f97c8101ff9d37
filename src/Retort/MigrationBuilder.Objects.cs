using System.Collections.Immutable;
using Retort.Operations;
using Retort.Schema;

namespace Retort;

public sealed partial class MigrationBuilder
{
    /// <summary>Creates a schema (PostgreSQL).</summary>
    public void CreateSchema(string name, bool ifNotExists = false) => Add(new CreateSchema(name) { IfNotExists = ifNotExists });

    /// <summary>Drops a schema (PostgreSQL).</summary>
    public void DropSchema(string name, bool ifExists = false, bool cascade = false) => Add(new DropSchema(name) { IfExists = ifExists, Cascade = cascade });

    /// <summary>Creates an enumerated type (PostgreSQL).</summary>
    public void CreateEnum(ObjectName name, ImmutableArray<string> values) => Add(new CreateEnum(name, values));

    /// <summary>Adds a value to an enumerated type, at the end unless a neighbour is named (PostgreSQL).</summary>
    /// <exception cref="ArgumentException">Both neighbours are named.</exception>
    public void AddEnumValue(ObjectName name, string value, string? before = null, string? after = null, bool ifNotExists = false)
    {
        if (before is not null && after is not null)
        {
            throw new ArgumentException("Name the value it comes before, or the one it comes after, not both.", nameof(after));
        }

        Add(new AddEnumValue(name, value) { Before = before, After = after, IfNotExists = ifNotExists });
    }

    /// <summary>Renames a value of an enumerated type (PostgreSQL).</summary>
    public void RenameEnumValue(ObjectName name, string value, string newValue) => Add(new RenameEnumValue(name, value, newValue));

    /// <summary>Drops an enumerated type (PostgreSQL).</summary>
    /// <param name="name">The type.</param>
    /// <param name="ifExists">Whether a missing type is not an error.</param>
    /// <param name="former">The values it had, in order, which make the operation reversible.</param>
    public void DropEnum(ObjectName name, bool ifExists = false, ImmutableArray<string>? former = null) =>
        Add(new DropEnum(name) { IfExists = ifExists, Former = former });

    /// <summary>Creates a sequence (PostgreSQL).</summary>
    public void CreateSequence(Sequence sequence, bool ifNotExists = false) => Add(new CreateSequence(sequence) { IfNotExists = ifNotExists });

    /// <summary>Changes a sequence: what is not <see langword="null"/> in <paramref name="change"/> (PostgreSQL).</summary>
    /// <param name="change">The sequence and its new properties.</param>
    /// <param name="restart">The number to go on from; <see langword="null"/> to leave it.</param>
    public void AlterSequence(Sequence change, long? restart = null) => Add(new AlterSequence(change) { Restart = restart });

    /// <summary>Drops a sequence (PostgreSQL).</summary>
    public void DropSequence(ObjectName name, bool ifExists = false, Sequence? former = null) =>
        Add(new DropSequence(name) { IfExists = ifExists, Former = former });

    /// <summary>Installs an extension if it is not there yet (PostgreSQL).</summary>
    public void CreateExtension(string name, string? schema = null, string? version = null) =>
        Add(new CreateExtension(name) { Schema = schema, Version = version });

    /// <summary>Removes an extension (PostgreSQL).</summary>
    public void DropExtension(string name, bool ifExists = false, bool cascade = false) =>
        Add(new DropExtension(name) { IfExists = ifExists, Cascade = cascade });

    /// <summary>Creates a view.</summary>
    /// <param name="name">The view.</param>
    /// <param name="query">Its SELECT.</param>
    /// <param name="orReplace">Whether a view of that name is replaced.</param>
    /// <param name="columns">Names of the columns; empty to take the query's.</param>
    /// <param name="with">Options, such as <c>security_invoker=true</c> (PostgreSQL).</param>
    /// <param name="former">The query of the view that is replaced, which makes a replacement reversible.</param>
    public void CreateView(
        ObjectName name, string query, bool orReplace = false, ImmutableArray<string> columns = default, ImmutableArray<string> with = default, string? former = null) =>
        Add(new CreateView(name, query) { OrReplace = orReplace, Columns = OrEmpty(columns), With = OrEmpty(with), Former = former });

    /// <summary>Drops a view.</summary>
    /// <param name="name">The view.</param>
    /// <param name="ifExists">Whether a missing view is not an error.</param>
    /// <param name="cascade">Whether everything that depends on it goes too (PostgreSQL).</param>
    /// <param name="former">Its query, which makes the operation reversible.</param>
    public void DropView(ObjectName name, bool ifExists = false, bool cascade = false, string? former = null) =>
        Add(new DropView(name) { IfExists = ifExists, Cascade = cascade, Former = former is null ? null : new CreateView(name, former) });

    /// <summary>Creates a materialized view (PostgreSQL).</summary>
    /// <param name="name">The view.</param>
    /// <param name="query">Its SELECT.</param>
    /// <param name="columns">Names of the columns; empty to take the query's.</param>
    /// <param name="with">Storage parameters.</param>
    /// <param name="withNoData">Whether it stays empty until it is refreshed.</param>
    public void CreateMaterializedView(
        ObjectName name, string query, ImmutableArray<string> columns = default, ImmutableArray<string> with = default, bool withNoData = false) =>
        Add(new CreateView(name, query) { Materialized = true, Columns = OrEmpty(columns), With = OrEmpty(with), WithNoData = withNoData });

    /// <summary>Drops a materialized view (PostgreSQL).</summary>
    /// <param name="name">The view.</param>
    /// <param name="ifExists">Whether a missing view is not an error.</param>
    /// <param name="cascade">Whether everything that depends on it goes too.</param>
    /// <param name="former">Its query, which makes the operation reversible.</param>
    public void DropMaterializedView(ObjectName name, bool ifExists = false, bool cascade = false, string? former = null) =>
        Add(new DropView(name) { Materialized = true, IfExists = ifExists, Cascade = cascade, Former = former is null ? null : new CreateView(name, former) { Materialized = true } });

    /// <summary>Creates a function (PostgreSQL): <c>db.CreateFunction("touch", "", "RETURNS trigger LANGUAGE plpgsql AS $$ ... $$")</c>.</summary>
    /// <param name="name">The function.</param>
    /// <param name="arguments">The argument list without parentheses.</param>
    /// <param name="definition">All that follows the argument list.</param>
    /// <param name="orReplace">Whether a function of that signature is replaced.</param>
    /// <param name="former">The definition that is replaced, which makes a replacement reversible.</param>
    public void CreateFunction(ObjectName name, string arguments, string definition, bool orReplace = false, string? former = null) =>
        Add(new CreateFunction(name, arguments, definition) { OrReplace = orReplace, Former = former });

    /// <summary>Drops a function (PostgreSQL).</summary>
    /// <param name="name">The function.</param>
    /// <param name="arguments">The argument list without parentheses, which tells overloads apart.</param>
    /// <param name="ifExists">Whether a missing function is not an error.</param>
    /// <param name="cascade">Whether everything that depends on it goes too.</param>
    /// <param name="former">Its definition, which makes the operation reversible.</param>
    public void DropFunction(ObjectName name, string arguments, bool ifExists = false, bool cascade = false, string? former = null) =>
        Add(new DropFunction(name, arguments) { IfExists = ifExists, Cascade = cascade, Former = former });

    /// <summary>Creates a trigger: <c>db.CreateTrigger("touch", "users", "BEFORE UPDATE", "FOR EACH ROW EXECUTE FUNCTION touch()")</c>.</summary>
    /// <param name="name">The trigger.</param>
    /// <param name="table">The table or view it watches.</param>
    /// <param name="events">When it fires.</param>
    /// <param name="action">All that follows the table.</param>
    /// <param name="isConstraint">Whether it is a constraint trigger (PostgreSQL).</param>
    public void CreateTrigger(string name, ObjectName table, string events, string action, bool isConstraint = false) =>
        Add(new CreateTrigger(name, table, events, action) { IsConstraint = isConstraint });

    /// <summary>Drops a trigger.</summary>
    /// <param name="name">The trigger.</param>
    /// <param name="table">The table or view it watches.</param>
    /// <param name="ifExists">Whether a missing trigger is not an error.</param>
    /// <param name="former">When it fired and what it did, as given to <see cref="CreateTrigger"/>, which makes the operation reversible.</param>
    public void DropTrigger(string name, ObjectName table, bool ifExists = false, (string Events, string Action)? former = null) =>
        Add(new DropTrigger(name, table) { IfExists = ifExists, Former = former is { } was ? new CreateTrigger(name, table, was.Events, was.Action) : null });

    private static ImmutableArray<string> OrEmpty(ImmutableArray<string> values) => values.IsDefault ? [] : values;
}
