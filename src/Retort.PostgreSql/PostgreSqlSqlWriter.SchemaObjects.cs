using System.Collections.Immutable;
using System.Diagnostics;
using Retort.Dialects;
using Retort.Operations;
using Retort.Schema;
using static Retort.PostgreSql.PostgreSqlIdentifier;

namespace Retort.PostgreSql;

internal sealed partial class PostgreSqlSqlWriter
{
    private void WriteCreateObject(CreateObject op)
    {
        switch (op.Object)
        {
            case Domain domain: WriteCreateDomain(domain); break;
            case CompositeType type: WriteCreateComposite(type); break;
            case Routine routine: WriteRoutine(routine, orReplace: false); break;
            case ScriptedObject scripted: WriteScript(scripted.Create); break;
            default: throw new UnreachableException($"{op.Object.GetType().Name} is created by an operation of its own.");
        }
    }

    private void WriteDropObject(DropObject op)
    {
        switch (op.Object)
        {
            case Domain or CompositeType or Routine: Add($"DROP {ObjectReference.Of(op.Object.Id)}"); break;
            case ScriptedObject scripted: WriteScript(scripted.Drop); break;
            default: throw new UnreachableException($"{op.Object.GetType().Name} is dropped by an operation of its own.");
        }
    }

    private void WriteAlterObject(AlterObject op)
    {
        switch (op.From, op.To)
        {
            case (Domain from, Domain to): WriteAlterDomain(from, to); break;
            case (CompositeType from, CompositeType to): WriteAlterComposite(from, to); break;
            case (Routine, Routine to): WriteRoutine(to, orReplace: true); break;
            case (Table from, Table to): WriteAlterTable(from, to); break;
            case (View from, View to): WriteAlterView(from, to); break;
            case (TableIndex from, TableIndex to): WriteAlterIndex(from, to); break;
            case (Trigger, Trigger to): Add($"ALTER TABLE {Quote(to.Table)} {Firing(to.Firing)} TRIGGER {Quote(to.Name)}"); break;
            case (Sequence from, Sequence to): WriteAlterSequence(from, to); break;
            case (Extension, Extension to): WriteMoveExtension(to); break;
            default: throw new UnreachableException($"No SQL turns {op.From.GetType().Name} into {op.To.GetType().Name}.");
        }
    }

    private void WriteRoutine(Routine routine, bool orReplace) =>
        Add($"CREATE {OrReplace(orReplace)}{(routine.IsProcedure ? "PROCEDURE" : "FUNCTION")} {Quote(routine.Name)}({routine.Arguments}) {routine.Definition}");

    private void WriteScript(string script)
    {
        foreach (var statement in SqlScript.Split(script, SqlSyntax.PostgreSql))
        {
            Add(statement.Text);
        }
    }

    private void WriteAlterView(View from, View to)
    {
        var isReplaced = from.Query != to.Query;
        if (isReplaced)
        {
            WriteCreateView(new CreateView(to.Name, to.Query) { Materialized = to.Materialized, OrReplace = true, With = to.With });
        }

        if (from.AccessMethod != to.AccessMethod)
        {
            RequireVersion(15, $"change the access method of materialized view \"{to.Name}\"");
        }

        var defaults = from.Columns.ToDictionary(column => column.Name, column => column.Default);
        string[] actions =
        [
            // Replacing a view replaces its options too.
            .. isReplaced ? [] : ParameterChanges(from.With, to.With),
            .. to.Columns.Where(column => defaults.GetValueOrDefault(column.Name) != column.Default)
                .Select(column => $"ALTER COLUMN {Quote(column.Name)} {(column.Default is null ? "DROP DEFAULT" : $"SET DEFAULT {DefaultExpression(column.Default)}")}"),
            .. ColumnsOfOtherSettings(from.Columns, to.Columns).SelectMany(pair => StorageChanges(pair.From, pair.To).Concat(StatisticsChanges(pair.From, pair.To))),
            .. from.AccessMethod != to.AccessMethod ? [$"SET ACCESS METHOD {Quote(to.AccessMethod ?? "heap")}"] : Array.Empty<string>(),
        ];
        AddAlter(ObjectReference.Of(to.Id), actions);
        WriteDefaultStorage(to.Name, from.Columns, to.Columns);
        WriteMoveToTablespace(to.Id, from.Tablespace, to.Tablespace);
    }

    private void WriteAlterIndex(TableIndex from, TableIndex to)
    {
        AddAlter(ObjectReference.Of(to.Id), [.. ParameterChanges(from.With, to.With)]);
        WriteMoveToTablespace(to.Id, from.Tablespace, to.Tablespace);
    }

    private void WriteMoveToTablespace(ObjectId id, string? from, string? to)
    {
        var alter = $"ALTER {ObjectReference.Of(id)} SET TABLESPACE";
        if (from != to && to is not null)
        {
            Add($"{alter} {Quote(to)}");
        }
        else if (from != to)
        {
            AddWithName(alter, "SELECT spcname FROM pg_catalog.pg_database d JOIN pg_catalog.pg_tablespace t ON t.oid = d.dattablespace WHERE d.datname = current_database()");
        }
    }

    private void WriteMoveExtension(Extension to)
    {
        var alter = $"ALTER {ObjectReference.Of(to.Id)} SET SCHEMA";
        if (to.Schema is not null)
        {
            Add($"{alter} {Quote(to.Schema)}");
        }
        else
        {
            AddWithName(alter, "SELECT current_schema()");
        }
    }

    private static string Firing(TriggerFiring firing) => firing switch
    {
        TriggerFiring.Origin => "ENABLE",
        TriggerFiring.Replica => "ENABLE REPLICA",
        TriggerFiring.Always => "ENABLE ALWAYS",
        TriggerFiring.Disabled => "DISABLE",
        _ => throw new UnreachableException($"No SQL for trigger firing {firing}."),
    };

    /// <summary>What turns storage parameters or options into others: <c>SET (...)</c> and <c>RESET (...)</c>.</summary>
    private static IEnumerable<string> ParameterChanges(ImmutableArray<string> from, ImmutableArray<string> to)
    {
        var names = to.Select(ParameterName).ToHashSet(StringComparer.Ordinal);
        var set = to.Except(from).Select(Parameter).ToList();
        var reset = from.Select(ParameterName).Where(name => !names.Contains(name)).ToList();
        if (set.Count > 0)
        {
            yield return $"SET ({string.Join(", ", set)})";
        }

        if (reset.Count > 0)
        {
            yield return $"RESET ({string.Join(", ", reset)})";
        }
    }

    private void AddAlter(string target, string[] actions)
    {
        if (actions.Length > 0)
        {
            Add($"ALTER {target} {string.Join(", ", actions)}");
        }
    }

    /// <summary>A statement that ends in a name which only the database knows.</summary>
    /// <param name="statement">The statement up to the name.</param>
    /// <param name="query">A query for the name.</param>
    private void AddWithName(string statement, string query)
    {
        var format = PostgreSqlLiteral.Text($"{statement.Replace("%", "%%", StringComparison.Ordinal)} %I");
        Add($"DO {PostgreSqlLiteral.DollarQuoted($"BEGIN\n    EXECUTE format({format}, ({query}));\nEND")}");
    }
}
