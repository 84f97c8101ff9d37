using Retort.Linting;

namespace Retort.Cli.Output;

/// <summary>A remark for those who show it beside the code: a finding of lint, or of a check.</summary>
/// <param name="Rule">What found it.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Text">What it is.</param>
/// <param name="Recipe">What to do, where that is known.</param>
/// <param name="Location">Where it stands; <see langword="null"/> when it is about no file.</param>
internal sealed record Annotation(string Rule, Severity Severity, string Text, string? Recipe, SourceLocation? Location)
{
    public static Annotation Of(Finding finding) => new(finding.Rule, finding.Severity, finding.Message, finding.Recipe, finding.Location);
}
