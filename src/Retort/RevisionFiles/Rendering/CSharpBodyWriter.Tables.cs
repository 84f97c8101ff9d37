using System.Collections.Immutable;
using System.Diagnostics;
using Retort.Operations;
using Retort.Schema;
using static Retort.RevisionFiles.Rendering.CSharpText;

namespace Retort.RevisionFiles.Rendering;

internal sealed partial class CSharpBodyWriter
{
    private string CreateTableCall(CreateTable op)
    {
        var lines = string.Concat(TableCalls(op).Select(call => $"{Indent(call)};\n"));
        return $"db.CreateTable({Name(op.Table.Name)}, t =>\n{{\n{lines}}}{(op.IfNotExists ? ", ifNotExists: true" : "")})";
    }

    private IEnumerable<string> TableCalls(CreateTable op)
    {
        var table = op.Table;
        var constraints = table.Constraints.ToLookup(constraint => BuilderReach.ColumnOf(constraint, table.Columns));
        var indexes = op.Indexes.ToLookup(index => table.Columns.FirstOrDefault(column => BuilderReach.IsOnColumn(index, column)));
        foreach (var column in table.Columns)
        {
            yield return Chain(Call("t.Column", [Literal(column.Name), TypeCall("t", column.Type)]), ColumnCalls(table.Name, column, [.. constraints[column]], [.. indexes[column]]));
        }

        foreach (var constraint in constraints[null])
        {
            yield return TableConstraintCall(table.Name, constraint);
        }

        foreach (var index in indexes[null])
        {
            yield return Chain(
                Call("t.Index", [List(index.Keys.Select(Key)), index.Name == NamingConvention.Index(table.Name, index.Keys) ? null : Literal(index.Name)]),
                IndexCalls(index));
        }

        string?[] options =
        [
            table.Strict ? "t.Strict()" : null,
            table.WithoutRowId ? "t.WithoutRowId()" : null,
            table.Unlogged ? "t.Unlogged()" : null,
            table.PartitionBy is null ? null : Call("t.PartitionBy", [Text(table.PartitionBy)]),
            table.With.IsEmpty ? null : Call("t.With", table.With.Select(Literal)),
            table.Comment is null ? null : Call("t.Comment", [Literal(table.Comment)]),
        ];
        foreach (var option in options.OfType<string>())
        {
            yield return option;
        }
    }

    /// <summary>What is said of a column after its name and type, in the order in which a person says it.</summary>
    private IEnumerable<string> ColumnCalls(ObjectName table, Column column, ImmutableArray<Constraint> constraints, ImmutableArray<TableIndex> indexes)
    {
        if (column.Identity is not null)
        {
            yield return IdentityCall(column.Identity);
        }

        if (column.Generated is { } generated)
        {
            yield return GeneratedCall(generated);
        }

        if (column.Collation is { } collation)
        {
            yield return Call(".Collate", [Name(collation)]);
        }

        foreach (var key in constraints.OfType<PrimaryKey>())
        {
            yield return Call(".PrimaryKey", [NameUnless(NamingConvention.PrimaryKey(table), key)]);
        }

        if (!column.Nullable && column.Identity is null && !constraints.OfType<PrimaryKey>().Any())
        {
            yield return ".NotNull()";
        }

        if (DefaultCall(column.Default, column.Type) is { } value)
        {
            yield return value;
        }

        foreach (var constraint in constraints.Where(constraint => constraint is not PrimaryKey).OrderBy(constraint => constraint is UniqueConstraint ? 0 : constraint is ForeignKey ? 1 : 2))
        {
            yield return ColumnConstraintCall(table, column, constraint);
        }

        foreach (var index in indexes)
        {
            yield return Call(".Index", [index.Name == NamingConvention.Index(table, index.Keys) ? null : Literal(index.Name), Flag("unique", index.Unique)]);
        }

        if (column.Comment is not null)
        {
            yield return Call(".Comment", [Literal(column.Comment)]);
        }
    }

    private IEnumerable<string> ChangeCalls(ColumnChange change, ColumnType? otherType)
    {
        if (change.Type is { } type)
        {
            yield return Call(".Type", [TypeCall("db", type), NamedText("usingSql", change.Using), CSharpText.Named("collation", change.Collation is { } collation ? Name(collation) : null)]);
        }

        if (change.DropIdentity)
        {
            yield return ".NoIdentity()";
        }

        if (change.Identity is not null)
        {
            yield return IdentityCall(change.Identity);
        }

        if (change.DropGenerated)
        {
            yield return ".NotGenerated()";
        }

        if (change.Generated is { } generated)
        {
            yield return GeneratedCall(generated);
        }

        if (change.Nullable is { } nullable)
        {
            yield return nullable ? ".Nullable()" : ".NotNull()";
        }

        if (change.Default == ColumnDefault.None)
        {
            yield return ".NoDefault()";
        }
        else if (DefaultCall(change.Default, change.Type ?? otherType) is { } value)
        {
            yield return value;
        }

        if (change.Comment is not null)
        {
            yield return change.Comment.Length == 0 ? ".NoComment()" : Call(".Comment", [Literal(change.Comment)]);
        }
    }

    private static string IdentityCall(Identity identity) => Call(".Identity",
    [
        Flag("always", identity.Always),
        NamedNumber("start", identity.Start),
        NamedNumber("increment", identity.Increment),
        NamedNumber("minValue", identity.MinValue),
        NamedNumber("maxValue", identity.MaxValue),
        NamedNumber("cache", identity.Cache),
        Flag("cycle", identity.Cycle),
    ]);

    private static string GeneratedCall(GeneratedExpression generated) => Call(".Generated", [Text(generated.Sql), generated.Stored ? null : "stored: false"]);

    /// <summary>A default as the value it certainly is, else in SQL.</summary>
    private string? DefaultCall(ColumnDefault? value, ColumnType? type)
    {
        if (value is null || value == ColumnDefault.None)
        {
            return null;
        }

        var constant = value.Sql is null ? value.Value : _sql.Dialect.ValueOf(value.Sql, type);
        return constant is not null && Constant(constant) is { } literal
            ? Call(".Default", [literal])
            : Call(".DefaultSql", [Text(value.Sql ?? _sql.Dialect.Literal(value.Value))]);
    }

    private static string TypeCall(string builder, ColumnType type) => type.Kind switch
    {
        ColumnTypeKind.String or ColumnTypeKind.Char => Call($"{builder}.{type.Kind}", [type.Length is { } length ? Number(length) : null]),
        ColumnTypeKind.Decimal => Call($"{builder}.Decimal", [
            type.Precision is { } precision ? Number(precision) : null,
            type.Scale is { } scale ? type.Precision is null ? $"scale: {Number(scale)}" : Number(scale) : null]),
        ColumnTypeKind.Time or ColumnTypeKind.DateTime or ColumnTypeKind.DateTimeOffset => Call($"{builder}.{type.Kind}", [type.Precision is { } digits ? Number(digits) : null]),
        ColumnTypeKind.Enum => Call($"{builder}.Enum", [Name(type.EnumName!.Value)]),
        ColumnTypeKind.Array => Call($"{builder}.Array", [TypeCall(builder, type.Element!)]),
        ColumnTypeKind.Native => Call($"{builder}.Type", [Text(type.NativeName!)]),
        ColumnTypeKind.Text or ColumnTypeKind.SmallInt or ColumnTypeKind.Int or ColumnTypeKind.BigInt or ColumnTypeKind.Real or ColumnTypeKind.Double or ColumnTypeKind.Bool
            or ColumnTypeKind.Uuid or ColumnTypeKind.Json or ColumnTypeKind.Date or ColumnTypeKind.Interval or ColumnTypeKind.Bytes => $"{builder}.{type.Kind}()",
        _ => throw new UnreachableException($"No words for type {type.Kind}."),
    };
}
