namespace Retort;

/// <summary>Says of a revision written in C# that findings of a rule are known and accepted.</summary>
/// <param name="rule">The id of the rule, such as <c>RT-L003</c>; several are separated by commas.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class IgnoreLintAttribute(string rule) : Attribute
{
    /// <summary>The rule.</summary>
    public string Rule { get; } = rule;

    /// <summary>Why. Without a reason the findings stay.</summary>
    public string? Because { get; set; }

    /// <summary>The last day on which it counts, such as <c>2027-01-31</c>.</summary>
    /// <value>Default: <see langword="null"/>, for ever.</value>
    public string? Until { get; set; }
}
