using System.Collections;
using System.Globalization;
using Retort.Operations;

namespace Retort.Tests.Operations;

/// <summary>
/// All that operations say, as text: records compare their arrays by reference. That a missing object is no error is left out; it
/// is a matter of the one drop that says so.
/// </summary>
internal static class Rendered
{
    public static string Of(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        IEnumerable many => $"[{string.Join(", ", many.Cast<object?>().Select(Of))}]",
        _ when value.GetType() is { IsPrimitive: false, IsEnum: false } type && type.Namespace!.StartsWith("Retort", StringComparison.Ordinal) =>
            $"{type.Name} {{ {string.Join(", ", type.GetProperties().Where(property => property.GetMethod is { IsStatic: false } && property.Name != nameof(DropTable.IfExists)).Select(property => $"{property.Name} = {Of(property.GetValue(value))}"))} }}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
