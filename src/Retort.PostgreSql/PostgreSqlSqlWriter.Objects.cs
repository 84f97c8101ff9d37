using System.Globalization;
using Retort.Operations;
using Retort.Schema;
using static Retort.PostgreSql.PostgreSqlIdentifier;

namespace Retort.PostgreSql;

internal sealed partial class PostgreSqlSqlWriter
{
    private void WriteAddEnumValue(AddEnumValue op)
    {
        var place = op switch
        {
            { Before: { } before } => $" BEFORE {PostgreSqlLiteral.Text(before)}",
            { After: { } after } => $" AFTER {PostgreSqlLiteral.Text(after)}",
            _ => "",
        };
        Add($"ALTER TYPE {Quote(op.Name)} ADD VALUE {IfNotExists(op.IfNotExists)}{PostgreSqlLiteral.Text(op.Value)}{place}");
    }

    private void WriteAlterSequence(AlterSequence op)
    {
        var options = SequenceOptions(op.Change) + (op.Restart is { } restart ? string.Create(CultureInfo.InvariantCulture, $" RESTART WITH {restart}") : "");
        if (options.Length > 0)
        {
            Add($"ALTER SEQUENCE {Quote(op.Change.Name)}{options}");
        }
    }

    private static string SequenceOptions(Sequence sequence)
    {
        var options = "";
        options += sequence.Type is null ? "" : $" AS {PostgreSqlTypeName.Of(sequence.Type)}";
        options += Option("START WITH", sequence.Start);
        options += Option("INCREMENT BY", sequence.Increment);
        options += Option("MINVALUE", sequence.MinValue);
        options += Option("MAXVALUE", sequence.MaxValue);
        options += Option("CACHE", sequence.Cache);
        options += sequence.Cycle switch
        {
            null => "",
            true => " CYCLE",
            false => " NO CYCLE",
        };
        options += sequence.OwnedBy is { } owner ? $" OWNED BY {Quote(owner.Table)}.{Quote(owner.Column)}" : "";
        return options;

        static string Option(string clause, long? value) => value is null ? "" : string.Create(CultureInfo.InvariantCulture, $" {clause} {value}");
    }

    private void WriteCreateExtension(CreateExtension op) =>
        Add(
            $"CREATE EXTENSION IF NOT EXISTS {Quote(op.Name)}"
            + (op.Schema is null ? "" : $" SCHEMA {Quote(op.Schema)}")
            + (op.Version is null ? "" : $" VERSION {PostgreSqlLiteral.Text(op.Version)}"));

    private void WriteCreateView(CreateView op)
    {
        if (op.Materialized && op.OrReplace)
        {
            throw Unsupported($"replace materialized view \"{op.Name}\"", "Drop it and create it again.");
        }

        if (!op.Materialized && op.WithNoData)
        {
            throw Unsupported($"leave view \"{op.Name}\" without data", "Only a materialized view holds data.");
        }

        // The query starts and ends on lines of its own: it may end in a comment.
        Add(
            $"CREATE {OrReplace(op.OrReplace)}{(op.Materialized ? "MATERIALIZED " : "")}VIEW {Quote(op.Name)}"
            + (op.Columns.IsEmpty ? "" : $" ({QuoteAll(op.Columns)})")
            + Parameters(op.With)
            + $" AS\n{op.Query.Trim().TrimEnd(';')}"
            + (op.WithNoData ? "\nWITH NO DATA" : ""));
    }
}
