using System.Diagnostics;
using Retort.Operations;
using Retort.Schema;
using static Retort.PostgreSql.PostgreSqlIdentifier;

namespace Retort.PostgreSql;

internal sealed partial class PostgreSqlSqlWriter
{
    /// <summary>
    /// The new type is made beside the old one, under the name of the old one, and each value goes over. A value that the new type does not know is an error of the cast.
    /// </summary>
    private void WriteReplaceType(ReplaceType op)
    {
        if (op.To is ScriptedObject { Id.Kind: ObjectKind.Range } range)
        {
            WriteReplaceRange(op, range);
            return;
        }

        var former = op.From.Id.Name.WithName(NamingConvention.Former(op.From.Id.Name));
        var word = ObjectReference.Word(op.From.Id.Kind);
        if (op.Step != ReplacementStep.End)
        {
            Add($"ALTER {word} {Quote(op.From.Id.Name)} RENAME TO {Quote(former.Name)}");
            WriteReplacement(op);
        }

        if (op.Step != ReplacementStep.Start)
        {
            Add($"DROP {word} {Quote(former)}");
        }
    }

    private void WriteReplacement(ReplaceType op)
    {
        switch (op.To)
        {
            case EnumType type: Add($"CREATE TYPE {Quote(type.Name)} AS ENUM ({string.Join(", ", type.Values.Select(PostgreSqlLiteral.Text))})"); break;
            case Domain or CompositeType or ScriptedObject { Id.Kind: ObjectKind.Collation }: WriteCreateObject(new CreateObject(op.To)); break;
            default: throw new UnreachableException($"No SQL replaces {op.From.GetType().Name}.");
        }

        // A value is the same in any collation.
        WriteUses(op, use => TypeOf(use) + (op.To is ScriptedObject ? "" : $" USING {Converted(op, use)}"));
    }

    private static string TypeOf(TypeUse use) => $"TYPE {PostgreSqlTypeName.Of(use.To.Type)}{Collate(use.To.Collation)}";

    /// <summary>The functions of a range type keep their names when it is renamed, so that two types of one name never stand side by side: its values wait as text.</summary>
    private void WriteReplaceRange(ReplaceType op, ScriptedObject range)
    {
        if (op.Step != ReplacementStep.Whole)
        {
            throw Unsupported($"replace {op.From.Id} under what is made of it", "Drop the domain or composite type that is made of it first, and make that again afterwards.");
        }

        WriteUses(op, _ => "TYPE text", setsDefault: false);
        WriteDropObject(new DropObject(op.From));
        WriteCreateObject(new CreateObject(range));
        WriteUses(op, use => $"{TypeOf(use)} USING {Quote(use.To.Name)}::{PostgreSqlTypeName.Of(use.To.Type)}", dropsDefault: false);
    }

    private void WriteUses(ReplaceType op, Func<TypeUse, string> change, bool dropsDefault = true, bool setsDefault = true)
    {
        foreach (var uses in op.Uses.GroupBy(use => use.Table))
        {
            AddAlter(
                $"TABLE {Quote(uses.Key)}",
                [
                    .. from use in uses
                       from action in (string[])
                       [
                           .. If(dropsDefault && use.From.Default is not null, "DROP DEFAULT"),
                           change(use),
                           .. If(setsDefault && use.From.Default is not null && use.To.Default is not null, $"SET DEFAULT {DefaultOf(use)}"),
                       ]
                       select $"ALTER COLUMN {Quote(use.To.Name)} {action}",
                ]);
        }
    }

    private static string DefaultOf(TypeUse use) => use.To.Default is null ? "" : DefaultExpression(use.To.Default);

    // The attributes of a composite go over by their names; as text they would go by their places.
    private string Converted(ReplaceType op, TypeUse use)
    {
        var (column, type) = (Quote(use.To.Name), PostgreSqlTypeName.Of(use.To.Type));
        if (op is not { From: CompositeType from, To: CompositeType to } || HaveSameNames(from, to))
        {
            return $"{column}::text::{type}";
        }

        if (use.To.Type.Kind == ColumnTypeKind.Array)
        {
            throw Unsupported($"convert the values of column \"{use.To.Name}\" of table \"{use.Table}\", an array of {Quote(to.Name)}", "Add a column of the new type, fill it from the old one, and drop that.");
        }

        var attributes = to.Attributes.Select(attribute =>
            from.Attributes.Any(old => old.Name == attribute.Name) ? $"({column}).{Quote(attribute.Name)}::text::{PostgreSqlTypeName.Of(attribute.Type)}" : $"NULL::{PostgreSqlTypeName.Of(attribute.Type)}");
        return $"CASE WHEN {column} IS DISTINCT FROM NULL THEN ROW({string.Join(", ", attributes)})::{type} END";
    }

    private static bool HaveSameNames(CompositeType from, CompositeType to) =>
        from.Attributes.Select(attribute => attribute.Name).SequenceEqual(to.Attributes.Select(attribute => attribute.Name));
}
