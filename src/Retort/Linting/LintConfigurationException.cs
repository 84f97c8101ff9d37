namespace Retort.Linting;

/// <summary>The rules cannot be used as they are configured.</summary>
public sealed class LintConfigurationException : RetortException
{
    private LintConfigurationException(string code, string message, string hint, string? detail = null)
        : base(code, message, detail, hint)
    {
    }

    internal static LintConfigurationException NoRule(string id, IEnumerable<string> known) => new(
        "RT0850", $"There is no lint rule \"{id}\".", Likeness.Nearest(id, known, name => name) is { } near ? $"Did you mean \"{near}\"? The rules are in docs/rules." : "The rules are in docs/rules.");

    internal static LintConfigurationException SameId(string id) => new("RT0851", $"Two lint rules have the id \"{id}\".", "Give the rule of the project an id of its own, such as ACME-001.");

    internal static LintConfigurationException NoRules(string path, string? detail) => new(
        "RT0852", $"The lint assembly {path} has no rules.", "A rule is a public class that derives from Retort.Linting.LintRule and has a public constructor without parameters.", detail);

    internal static LintConfigurationException CannotMake(Type rule, Exception inner) => new(
        "RT0853", $"The lint rule {rule.FullName} cannot be used.", "It needs a public constructor without parameters that does not throw.", (inner.InnerException ?? inner).Message);
}
