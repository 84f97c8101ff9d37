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

    private void WriteCreateSequence(CreateSequence op)
    {
        var sequence = op.Sequence;
        if (sequence.Unlogged)
        {
            RequireVersion(15, $"keep sequence \"{sequence.Name}\" out of the log");
        }

        Add($"CREATE {(sequence.Unlogged ? "UNLOGGED " : "")}SEQUENCE {IfNotExists(op.IfNotExists)}{Quote(sequence.Name)}{SequenceOptions(sequence)}");
    }

    private void WriteAlterSequence(AlterSequence op)
    {
        var options = SequenceOptions(op.Change) + (op.Restart is { } restart ? string.Create(CultureInfo.InvariantCulture, $" RESTART WITH {restart}") : "");
        if (options.Length > 0)
        {
            Add($"ALTER SEQUENCE {Quote(op.Change.Name)}{options}");
        }
    }

    private void WriteAlterSequence(Sequence from, Sequence to)
    {
        var (former, wanted) = (Numbering.Of(from), Numbering.Of(to));
        string[] options =
        [
            .. If(from.Type != to.Type, $"AS {(to.Type is null ? "bigint" : PostgreSqlTypeName.Of(to.Type))}"),
            .. wanted.ChangesFrom(former),
            .. If(from.OwnedBy != to.OwnedBy, to.OwnedBy is { } owner ? OwnedBy(owner) : "OWNED BY NONE"),
        ];
        if (options.Length > 0)
        {
            AddNumbering(
                $"ALTER SEQUENCE {Quote(to.Name)} {string.Join(' ', options)}",
                from.Type == to.Type && wanted.HasRangeOf(former) ? null : PostgreSqlLiteral.Text(Quote(to.Name)));
        }

        if (from.Unlogged != to.Unlogged)
        {
            RequireVersion(15, $"change whether sequence \"{to.Name}\" is logged");
            Add($"ALTER SEQUENCE {Quote(to.Name)} SET {(to.Unlogged ? "UNLOGGED" : "LOGGED")}");
        }
    }

    /// <summary>
    /// A change of how a sequence counts. One that has given no number yet starts again, as its first number may be out of a new range;
    /// one that has is left where it is, and the server refuses a range without it.
    /// </summary>
    /// <param name="alter">The statement.</param>
    /// <param name="moved">The name of the sequence, as an expression, when its range changes.</param>
    private void AddNumbering(string alter, string? moved) => Add(moved is null
        ? alter
        : $"DO {PostgreSqlLiteral.DollarQuoted(
            $"""
            BEGIN
                IF pg_sequence_last_value({moved}::regclass) IS NULL THEN
                    {alter} RESTART;
                ELSE
                    {alter};
                END IF;
            END
            """)}");

    private static string SequenceOptions(Sequence sequence)
    {
        string[] options =
        [
            .. sequence.Type is null ? Array.Empty<string>() : [$"AS {PostgreSqlTypeName.Of(sequence.Type)}"],
            .. Numbering.Of(sequence).Declared,
            .. If(sequence.Cycle == false, "NO CYCLE"),
            .. sequence.OwnedBy is { } owner ? [OwnedBy(owner)] : Array.Empty<string>(),
        ];
        return string.Concat(options.Select(option => $" {option}"));
    }

    private static string OwnedBy((ObjectName Table, string Column) owner) => $"OWNED BY {Quote(owner.Table)}.{Quote(owner.Column)}";

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

        if (!op.Materialized && (op.Tablespace is not null || op.AccessMethod is not null))
        {
            throw Unsupported($"choose where view \"{op.Name}\" is stored", "Only a materialized view is stored.");
        }

        // The query starts and ends on lines of its own: it may end in a comment.
        Add(
            $"CREATE {OrReplace(op.OrReplace)}{(op.Materialized ? "MATERIALIZED " : "")}VIEW {Quote(op.Name)}"
            + (op.Columns.IsEmpty ? "" : $" ({QuoteAll(op.Columns)})")
            + AccessMethod(op.AccessMethod)
            + Parameters(op.With)
            + Tablespace(op.Tablespace)
            + $" AS\n{op.Query.Trim().TrimEnd(';')}"
            + (op.WithNoData ? "\nWITH NO DATA" : ""));
    }
}
