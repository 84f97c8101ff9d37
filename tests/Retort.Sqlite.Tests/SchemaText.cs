using System.Collections;
using System.Reflection;
using Retort.Schema;

namespace Retort.Sqlite.Tests;

/// <summary>A schema as text: each object with what is not as it is by default.</summary>
internal static class SchemaText
{
    /// <summary>All objects, what they need, and what is not managed, a line each.</summary>
    public static string Of(DatabaseSchema schema) =>
        string.Join('\n', [.. schema.Objects.Select(Of), .. schema.Dependencies.Select(item => $"{item.Dependent} needs {item.Needs}"), .. schema.Unmanaged.Select(item => $"{item.Kind}: {item.Name}")]);

    /// <summary>One object, column or constraint.</summary>
    public static string Of(object value) => value switch
    {
        string or bool or Enum or int or ObjectName => value.ToString()!,
        ColumnType { Kind: ColumnTypeKind.Native } type => type.NativeName!,
        ColumnType type => type.Kind + ((type.Length ?? type.Precision) is not null ? $"({type.Length ?? type.Precision}{(type.Scale is { } scale ? $", {scale}" : "")})" : ""),
        IEnumerable items => $"[{string.Join(", ", items.Cast<object>().Select(Of))}]",
        _ => $"{value.GetType().Name}({string.Join(", ", Properties(value))})",
    };

    private static IEnumerable<string> Properties(object value) =>
        from property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(property => property.Name != "Name")
        where property.Name is not ("Id" or "OriginalText")
        let item = property.GetValue(value)
        where property.Name == "Nullable" || item is not (null or false or "")
        where !(item is Enum and not ColumnTypeKind && Convert.ToInt32(item, null) == 0) && !(item is IEnumerable items and not string && !items.Cast<object>().Any())
        where !(property.Name == "Nullable" && item is true)
        select property.Name == "Nullable" ? "NotNull" : item is true ? property.Name : $"{property.Name}: {Of(item)}";
}
