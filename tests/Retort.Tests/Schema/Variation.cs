using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using Retort.Schema;

namespace Retort.Tests.Schema;

/// <summary>A value that differs from another one in a single property, however deep.</summary>
/// <param name="Path">The properties that lead to it, itself last; none when the value has no parts.</param>
/// <param name="Value">The value as it is then.</param>
internal sealed record Variation(ImmutableArray<PropertyInfo> Path, object Value)
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>All values that differ in one property that is set.</summary>
    public static IEnumerable<Variation> Of(object value) => value switch
    {
        string text => [new([], $"{text}x")],
        bool flag => [new([], !flag)],
        int number => [new([], number + 1)],
        long number => [new([], number + 1)],
        Enum choice => Enum.GetValues(choice.GetType()).Cast<object>().Where(other => !other.Equals(choice)).Take(1).Select(other => new Variation([], other)),
        ObjectName name => [new([], name.WithName($"{name.Name}x")), new([], new ObjectName($"{name.Schema}x", name.Name))],
        ObjectId id => Of(id.Name).Select(other => new Variation([], id with { Name = (ObjectName)other.Value }))
            .Append(new([], id with { Part = $"{id.Part}x" }))
            .Append(new([], id with { Kind = ObjectKind.Rule })),
        ValueTuple<ObjectName, string>(var name, var part) => Of(name).Select(other => new Variation([], ((ObjectName)other.Value, part))).Append(new([], (name, $"{part}x"))),
        IEnumerable items => OfList([.. items.Cast<object>()], value.GetType()),
        _ => PropertiesOf(value.GetType()).SelectMany(property => property.GetValue(value) is { } inner
            ? Of(inner).Select(other => new Variation([property, .. other.Path], With(value, property, other.Value)))
            : []),
    };

    /// <summary>The properties that hold something of their own, and are not made from others.</summary>
    public static IEnumerable<PropertyInfo> PropertiesOf(Type type) =>
        (type.BaseType is { } parent ? PropertiesOf(parent) : []).Concat(type.GetProperties(Own).Where(property => BackingField(property) is not null));

    private static object With(object value, PropertyInfo property, object? changed)
    {
        var copy = value.GetType().GetMethod("<Clone>$")!.Invoke(value, [])!;
        BackingField(property)!.SetValue(copy, changed);
        return copy;
    }

    private static FieldInfo? BackingField(PropertyInfo property) => property.DeclaringType!.GetField($"<{property.Name}>k__BackingField", Own);

    private static IEnumerable<Variation> OfList(List<object> items, Type type)
    {
        for (var i = 0; i < items.Count; i++)
        {
            yield return new([], ToArray([.. items[..i], .. items[(i + 1)..]], type));
            foreach (var other in Of(items[i]))
            {
                yield return new(other.Path, ToArray([.. items[..i], other.Value, .. items[(i + 1)..]], type));
            }
        }
    }

    private static object ToArray(List<object> items, Type type)
    {
        var array = Array.CreateInstance(type.GetGenericArguments()[0], items.Count);
        ((IList)items).CopyTo(array, 0);
        return typeof(ImmutableArray).GetMethods()
            .Single(method => method.Name == nameof(ImmutableArray.Create) && method.GetParameters() is [{ ParameterType.IsArray: true }])
            .MakeGenericMethod(type.GetGenericArguments()[0])
            .Invoke(null, [array])!;
    }
}
