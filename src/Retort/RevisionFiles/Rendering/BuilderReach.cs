using System.Collections.Immutable;
using Retort.Operations;
using Retort.Schema;

namespace Retort.RevisionFiles.Rendering;

/// <summary>
/// What of an operation the builders of a revision have words for. It is put together from nothing, so that a property that is added
/// to the model and not here counts as one without a word.
/// </summary>
internal static class BuilderReach
{
    /// <summary>The operation as the builders would make it, without what they have no word for; <see langword="null"/> when there is no word for any of it.</summary>
    public static Operation? Of(Operation operation) => operation switch
    {
        CreateTable op => new CreateTable(Of(op.Table)) { Indexes = [.. op.Indexes.Select(index => Of(index) with { Table = op.Table.Name })], IfNotExists = op.IfNotExists },
        DropTable op => op with { Former = null },
        SetTableComment op => new SetTableComment(op.Table, op.Comment),
        AddColumn op => op.Constraints.All(constraint => ColumnOf(constraint, [op.Column]) == op.Column) && op.Indexes.All(index => IsOnColumn(index, op.Column))
            ? op with { Column = Of(op.Column) }
            : null,
        DropColumn op => op with { Former = null },
        AlterColumn op => IsInReach(op.Change) && (op.Former is null || IsInReach(op.Former)) ? op : null,
        DropConstraint op => op with { Former = null },
        CreateIndex op => op with { Index = Of(op.Index) },
        DropIndex op => op with { Former = null },
        AddEnumValue { Before: not null, After: not null } => null,
        DropEnum op => op with { Former = null },
        CreateSequence op => op with { Sequence = Of(op.Sequence) },
        AlterSequence op => op with { Change = Of(op.Change) },
        DropSequence op => op with { Former = null },
        CreateView { Materialized: true, OrReplace: true } or CreateView { Materialized: false, WithNoData: true } => null,
        CreateView op => op with { Former = null, Tablespace = null, AccessMethod = null },
        DropView op => op with { Former = null },
        CreateFunction op => op with { Former = null },
        DropFunction op => op with { Former = null },
        DropTrigger op => op with { Former = null },
        ExecuteSql op => string.IsNullOrWhiteSpace(op.Sql) ? null : op,
        InsertData op => op.Columns.IsEmpty || op.Rows.IsEmpty || op.Rows.Any(row => row.Length != op.Columns.Length) ? null : op,
        UpdateData op => op.Set.IsEmpty || op.Where.IsEmpty ? null : op,
        DeleteData op => op.Where.IsEmpty ? null : op,
        Backfill op => string.IsNullOrWhiteSpace(op.Set) ? null : op,
        CreateObject or DropObject or AlterObject or ReplaceType or SetComment or SetOwner or ChangeGrants or FreeConstraintName or RunCode => null,
        _ => operation,
    };

    /// <summary>The column a constraint can be declared on without saying less or more; <see langword="null"/> when it is one of the table.</summary>
    public static Column? ColumnOf(Constraint constraint, ImmutableArray<Column> columns) => constraint switch
    {
        { Comment: not null } => null,
        PrimaryKey { Columns: [var name], Deferral: Deferral.NotDeferrable } key when HasPlainIndex(key.Include, key.With, key.Tablespace, key.UsingIndex, key.WithoutOverlaps) =>
            columns.FirstOrDefault(column => column.Name == name && !column.Nullable),
        UniqueConstraint { Columns: [var name], Deferral: Deferral.NotDeferrable, NullsNotDistinct: false } key
            when HasPlainIndex(key.Include, key.With, key.Tablespace, key.UsingIndex, key.WithoutOverlaps) => columns.FirstOrDefault(column => column.Name == name),
        ForeignKey { Columns: [var name], ReferencedColumns.Length: 1, MatchFull: false, NotValid: false, NotEnforced: false, OnDeleteColumns.IsEmpty: true, Period: false } =>
            columns.FirstOrDefault(column => column.Name == name),
        CheckConstraint { NotValid: false, NoInherit: false, NotEnforced: false } check => CheckedColumn.Of(check, columns),
        _ => null,
    };

    /// <summary>Whether an index can be declared on its only column.</summary>
    public static bool IsOnColumn(TableIndex index, Column column) =>
        index is
        {
            Keys: [{ Column: { } name, IsDescending: false, HasNullsFirst: null, OperatorClass: null, Collation: null }],
            Where: null, Include.IsEmpty: true, Method: null, With.IsEmpty: true, NullsNotDistinct: false, Tablespace: null, Comment: null,
        }
        && name == column.Name;

    /// <summary>Whether the index behind a key has nothing to be said about it.</summary>
    public static bool HasPlainIndex(ImmutableArray<string> include, ImmutableArray<string> with, string? tablespace, string? usingIndex, bool withoutOverlaps) =>
        include.IsEmpty && with.IsEmpty && tablespace is null && usingIndex is null && !withoutOverlaps;

    private static Table Of(Table table) => new(table.Name, [.. table.Columns.Select(Of)], table.Constraints)
    {
        Comment = table.Comment,
        Unlogged = table.Unlogged,
        PartitionBy = table.PartitionBy,
        With = table.With,
        Strict = table.Strict,
        WithoutRowId = table.WithoutRowId,
    };

    private static Column Of(Column column) => new(column.Name, column.Type)
    {
        Nullable = column.Nullable && column.Identity is null,
        Default = column.Default,
        Identity = column.Identity,
        Generated = column.Generated,
        Collation = column.Collation,
        Comment = column.Comment,
    };

    private static TableIndex Of(TableIndex index) => new(index.Name, index.Table, index.Keys)
    {
        Unique = index.Unique,
        Where = index.Where,
        Include = index.Include,
        Method = index.Method,
        With = index.With,
        NullsNotDistinct = index.NullsNotDistinct && index.Unique,
        Tablespace = index.Tablespace,
        Comment = index.Comment,
    };

    private static Sequence Of(Sequence sequence) => new(sequence.Name)
    {
        Type = sequence.Type,
        Start = sequence.Start,
        Increment = sequence.Increment,
        MinValue = sequence.MinValue,
        MaxValue = sequence.MaxValue,
        Cache = sequence.Cache,
        Cycle = sequence.Cycle,
        Unlogged = sequence.Unlogged,
        OwnedBy = sequence.OwnedBy,
        Comment = sequence.Comment,
    };

    private static bool IsInReach(ColumnChange change) =>
        (change.Type is not null || (change.Using is null && change.Collation is null))
        && !(change.DropIdentity && change.Identity is not null)
        && !(change.DropGenerated && change.Generated is not null);
}
