using Retort.Schema;

namespace Retort.Operations;

/// <summary>
/// Tells which operations destroy what no reversal brings back: rows and values. Views, indexes, constraints and the values of
/// generated columns can be made again from the rest. What SQL or code does is not known, and is not guessed.
/// </summary>
internal static class OperationHazards
{
    /// <summary>What the operation destroys, in words; <see langword="null"/> for nothing.</summary>
    public static string? LossOf(Operation operation) => operation switch
    {
        DropTable op => $"the rows of table \"{op.Name}\".",
        DropColumn { Former.Column.Generated: not null } => null,
        DropColumn op => $"the values of column \"{op.Column}\" of table \"{op.Table}\".",
        AlterColumn { Change.Type: { } type } op when !Holds(type, op.Former?.Type) => $"values of column \"{op.Column}\" of table \"{op.Table}\" that do not fit the new type.",
        AlterColumn { Change.Generated: not null, Former.DropGenerated: true } op => $"the values of column \"{op.Column}\" of table \"{op.Table}\", which will be computed.",
        DropSchema { Cascade: true } op => $"all that schema \"{op.Name}\" holds.",
        DropExtension { Cascade: true } op => $"columns of the types of extension \"{op.Name}\".",
        AlterObject { From: CompositeType from, To: CompositeType to } => LossOf(from, to),
        ReplaceType { From: CompositeType from, To: CompositeType to, Uses.Length: > 0, Step: not ReplacementStep.End } => LossOf(from, to),
        UpdateData op => $"the former values of the rows of table \"{op.Table}\" that it updates.",
        DeleteData op => $"the rows of table \"{op.Table}\" that it deletes.",
        OutsideTransaction op => op.Operations.Select(LossOf).OfType<string>().ToArray() is { Length: > 0 } losses ? string.Join(" ", losses) : null,
        _ => null,
    };

    private static string? LossOf(CompositeType from, CompositeType to)
    {
        string[] lost = [.. from.Attributes.Where(old => to.Attributes.FirstOrDefault(kept => kept.Name == old.Name) is not { } kept || !Holds(kept.Type, old.Type)).Select(old => $"\"{old.Name}\"")];
        return lost.Length == 0 ? null : $"the values of {string.Join(", ", lost)} in columns of type \"{from.Name}\".";
    }

    /// <summary>
    /// Whether a type is known to hold every value of another one unchanged. An unknown former type, and a pair that is not listed,
    /// count as a loss: a warning too many is read and passed over, one too few is found out with the data gone.
    /// </summary>
    private static bool Holds(ColumnType type, ColumnType? former) => former is not null && (type, former) switch
    {
        _ when type == former => true,
        ({ Kind: ColumnTypeKind.Text }, { Kind: ColumnTypeKind.Text or ColumnTypeKind.String or ColumnTypeKind.Uuid or ColumnTypeKind.Json or ColumnTypeKind.Enum }) => true,
        ({ Kind: ColumnTypeKind.String, Length: null }, { Kind: ColumnTypeKind.Text or ColumnTypeKind.String }) => true,
        ({ Kind: ColumnTypeKind.String }, { Kind: ColumnTypeKind.String }) => former.Length <= type.Length,
        ({ Kind: ColumnTypeKind.Char }, { Kind: ColumnTypeKind.Char }) => former.Length <= type.Length,
        ({ Kind: ColumnTypeKind.Int or ColumnTypeKind.BigInt }, { Kind: ColumnTypeKind.SmallInt }) => true,
        ({ Kind: ColumnTypeKind.BigInt }, { Kind: ColumnTypeKind.Int }) => true,
        ({ Kind: ColumnTypeKind.Double }, { Kind: ColumnTypeKind.Real or ColumnTypeKind.SmallInt or ColumnTypeKind.Int }) => true,
        ({ Kind: ColumnTypeKind.Decimal, Precision: null, Scale: null }, { Kind: ColumnTypeKind.Decimal or ColumnTypeKind.SmallInt or ColumnTypeKind.Int or ColumnTypeKind.BigInt }) => true,
        ({ Kind: ColumnTypeKind.Decimal }, { Kind: ColumnTypeKind.Decimal, Precision: not null }) =>
            (former.Scale ?? 0) <= (type.Scale ?? 0) && former.Precision - (former.Scale ?? 0) <= type.Precision - (type.Scale ?? 0),
        ({ Kind: ColumnTypeKind.Time or ColumnTypeKind.DateTime or ColumnTypeKind.DateTimeOffset }, _) when type.Kind == former.Kind =>
            type.Precision is null || former.Precision <= type.Precision,
        ({ Kind: ColumnTypeKind.Array }, { Kind: ColumnTypeKind.Array }) => Holds(type.Element!, former.Element),
        _ => false,
    };
}
