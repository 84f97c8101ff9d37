using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Retort.Targets;

/// <summary>Finds a class that is a schema definition, and makes an object of it.</summary>
internal static class SchemaDefinitionClass
{
    /// <summary>The class of a name among others; the only one when there is no name.</summary>
    /// <exception cref="TargetException">There is none, or there are several.</exception>
    public static Type Find(IEnumerable<Type> types, string? name, string where)
    {
        var all = types.Where(type => type.IsSubclassOf(typeof(SchemaDefinition)) && !type.IsAbstract).OrderBy(type => type.FullName, StringComparer.Ordinal).ToList();
        var found = all.Where(type => name is null || type.Name == name || type.FullName == name).ToList();
        return found is [var only]
            ? only
            : throw new TargetException(
                "RT0806",
                name is not null ? $"There is no schema definition \"{name}\" in {where}." : all.Count == 0 ? $"There is no schema definition in {where}." : $"There are several schema definitions in {where}.",
                all.Count == 0 ? null : $"There are: {string.Join(", ", all.Select(type => type.FullName))}.",
                all.Count == 0 ? "Write a public class that derives from Retort.SchemaDefinition." : "Name one of them in full: \"type\" beside \"kind\": \"csharp\" in retort.json.");
    }

    /// <summary>An object of a class.</summary>
    /// <exception cref="TargetException">The class does not allow it.</exception>
    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "The class comes from an assembly that was loaded at run time, which is not trimmed.")]
    public static SchemaDefinition Create(Type type, SourceLocation source)
    {
        try
        {
            return (SchemaDefinition)Activator.CreateInstance(type)!;
        }
        catch (Exception e) when (e is MemberAccessException or TargetInvocationException or TypeInitializationException)
        {
            throw new TargetException(
                "RT0809", $"No object can be made of class {type.FullName}.", e is TargetInvocationException ? e.InnerException!.Message : e.Message, "A schema definition has a public constructor without parameters that does not throw.", source, e);
        }
    }
}
