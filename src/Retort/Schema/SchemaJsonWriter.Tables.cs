using System.Diagnostics;
using System.Globalization;

namespace Retort.Schema;

internal sealed partial class SchemaJsonWriter
{
    private void Write(Table table)
    {
        Name("name", table.Name);
        List<Column>("columns", forFingerprint ? table.Columns.OrderBy(column => column.Name, StringComparer.Ordinal) : table.Columns, Write);
        List("constraints", table.Constraints.OrderBy(KindName, StringComparer.Ordinal).ThenBy(constraint => constraint.Name, StringComparer.Ordinal), Write);
        Flag("unlogged", table.Unlogged);
        Text("partitionBy", table.PartitionBy);
        if (table.PartitionOf is { } partition)
        {
            json.WriteStartObject("partitionOf");
            Name("parent", partition.Parent);
            Text("bound", partition.Bound);
            json.WriteEndObject();
        }

        Texts("inherits", [.. table.Inherits.Select(NameText)]);
        Texts("with", table.With);
        Text("tablespace", table.Tablespace);
        Text("accessMethod", table.AccessMethod);
        Text("replicaIdentity", table.ReplicaIdentity);
        Text("clusteredOn", table.ClusteredOn);
        Flag("rowSecurity", table.RowSecurity);
        Flag("forceRowSecurity", table.ForceRowSecurity);
        Flag("strict", table.Strict);
        Flag("withoutRowId", table.WithoutRowId);
    }

    private void Write(Column column)
    {
        Text("name", column.Name);
        Text("type", TypeText(column.Type));
        Flag("nullable", column.Nullable, unless: true);
        if (column.Default?.Value is { } value)
        {
            json.WriteStartObject("defaultValue");
            Text("type", value.GetType().Name);
            Text("value", ValueText(value));
            json.WriteEndObject();
        }

        Text("default", column.Default?.Sql);
        if (column.Identity is { } identity)
        {
            json.WriteStartObject("identity");
            Write(identity);
            json.WriteEndObject();
        }

        if (column.Generated is { } generated)
        {
            json.WriteStartObject("generated");
            Text("sql", generated.Sql);
            Flag("stored", generated.Stored, unless: true);
            json.WriteEndObject();
        }

        Name("collation", column.Collation);
        Text("comment", column.Comment);
        Flag("isInherited", column.IsInherited && !forFingerprint);
        Text("storage", column.Storage);
        Text("compression", column.Compression);
        Number("statistics", column.Statistics);
        Texts("options", column.Options);
        Grants(column.Grants);
    }

    private void Write(Identity identity)
    {
        Flag("always", identity.Always);
        Number("start", identity.Start);
        Number("increment", identity.Increment);
        Number("minValue", identity.MinValue);
        Number("maxValue", identity.MaxValue);
        Number("cache", identity.Cache);
        Flag("cycle", identity.Cycle);
    }

    private static string KindName(Constraint constraint) => constraint switch
    {
        PrimaryKey => "primaryKey",
        UniqueConstraint => "unique",
        CheckConstraint => "check",
        NotNullConstraint => "notNull",
        ForeignKey => "foreignKey",
        ExcludeConstraint => "exclude",
        _ => throw new UnreachableException($"No JSON for {constraint.GetType().Name}."),
    };

    private void Write(Constraint constraint)
    {
        Text("kind", KindName(constraint));
        Text("name", constraint.Name);
        switch (constraint)
        {
            case PrimaryKey it: WriteRule(it); break;
            case UniqueConstraint it: WriteRule(it); break;
            case CheckConstraint it: WriteRule(it); break;
            case NotNullConstraint it: WriteRule(it); break;
            case ForeignKey it: WriteRule(it); break;
            case ExcludeConstraint it: WriteRule(it); break;
        }

        Text("comment", constraint.Comment);
    }

    private void WriteRule(PrimaryKey key)
    {
        Texts("columns", key.Columns);
        Texts("include", key.Include);
        Choice("deferral", key.Deferral);
        Flag("withoutOverlaps", key.WithoutOverlaps);
        Texts("with", key.With);
        Text("tablespace", key.Tablespace);
        Text("usingIndex", key.UsingIndex);
    }

    private void WriteRule(UniqueConstraint unique)
    {
        Texts("columns", unique.Columns);
        Texts("include", unique.Include);
        Flag("nullsNotDistinct", unique.NullsNotDistinct);
        Choice("deferral", unique.Deferral);
        Flag("withoutOverlaps", unique.WithoutOverlaps);
        Texts("with", unique.With);
        Text("tablespace", unique.Tablespace);
        Text("usingIndex", unique.UsingIndex);
    }

    private void WriteRule(CheckConstraint check)
    {
        Text("expression", check.Expression);
        Flag("notValid", check.NotValid);
        Flag("noInherit", check.NoInherit);
        Flag("notEnforced", check.NotEnforced);
    }

    private void WriteRule(NotNullConstraint notNull)
    {
        Text("column", notNull.Column);
        Flag("notValid", notNull.NotValid);
        Flag("noInherit", notNull.NoInherit);
    }

    private void WriteRule(ForeignKey key)
    {
        Texts("columns", key.Columns);
        Name("referencedTable", key.ReferencedTable);
        Texts("referencedColumns", key.ReferencedColumns);
        Choice("onDelete", key.OnDelete);
        Choice("onUpdate", key.OnUpdate);
        Flag("matchFull", key.MatchFull);
        Choice("deferral", key.Deferral);
        Flag("notValid", key.NotValid);
        Flag("notEnforced", key.NotEnforced);
        Texts("onDeleteColumns", key.OnDeleteColumns);
        Flag("period", key.Period);
    }

    private void WriteRule(ExcludeConstraint exclude)
    {
        List("elements", exclude.Elements, element =>
        {
            Text("expression", element.Expression);
            Text("operator", element.Operator);
        });
        Text("method", exclude.Method);
        Text("where", exclude.Where);
        Texts("include", exclude.Include);
        Texts("with", exclude.With);
        Text("tablespace", exclude.Tablespace);
        Choice("deferral", exclude.Deferral);
    }

    /// <summary>The kind with its details in parentheses: <c>decimal(10,2)</c>, <c>array(enum(mood))</c>, <c>native(tsvector)</c>.</summary>
    private static string TypeText(ColumnType type)
    {
        var details = type switch
        {
            { Element: { } element } => TypeText(element),
            { EnumName: { } name } => NameText(name),
            { NativeName: { } name } => name,
            { Length: { } length } => length.ToString(CultureInfo.InvariantCulture),
            { Scale: { } scale } => string.Create(CultureInfo.InvariantCulture, $"{type.Precision},{scale}"),
            { Precision: { } precision } => precision.ToString(CultureInfo.InvariantCulture),
            _ => null,
        };
        return details is null ? CamelCase(type.Kind) : $"{CamelCase(type.Kind)}({details})";
    }

    private static string ValueText(object value) => value switch
    {
        byte[] bytes => Convert.ToBase64String(bytes),
        DateTime or DateTimeOffset or DateOnly or TimeOnly => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        string or bool => value.ToString()!,
        _ => throw new ArgumentException($"A default that is a {value.GetType().Name} has no canonical text; say it in SQL, as a schema read from a database does."),
    };
}
