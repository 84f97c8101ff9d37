using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Retort.Targets;

namespace Retort.Linting;

/// <summary>The rules of a project, from an assembly that it built. It stays loaded.</summary>
internal static class LintAssembly
{
    /// <summary>Makes the rules of an assembly.</summary>
    /// <exception cref="TargetException">It is missing, or no assembly.</exception>
    /// <exception cref="LintConfigurationException">It has no rules, or one cannot be made.</exception>
    [RequiresUnreferencedCode("What is in the assembly is known only at run time.")]
    public static ImmutableArray<LintRule> Load(string path)
    {
        var assembly = ApplicationAssembly.Load(path);
        var rules = assembly.Types().Where(type => type is { IsAbstract: false, IsPublic: true } && type.IsSubclassOf(typeof(LintRule))).OrderBy(type => type.FullName, StringComparer.Ordinal).Select(Create).ToImmutableArray();
        return rules.IsEmpty ? throw LintConfigurationException.NoRules(path, assembly.MissingDependency) : rules;
    }

    private static LintRule Create([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] Type rule)
    {
        try
        {
            return (LintRule)Activator.CreateInstance(rule)!;
        }
        catch (Exception e) when (e is MemberAccessException or TargetInvocationException or TypeInitializationException)
        {
            throw LintConfigurationException.CannotMake(rule, e);
        }
    }
}
