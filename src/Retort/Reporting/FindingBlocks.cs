using System.Collections.Immutable;
using Retort.Linting;
using Retort.Reporting.Documents;

namespace Retort.Reporting;

/// <summary>What lint has to say, as blocks of whatever document tells it.</summary>
internal static class FindingBlocks
{
    /// <summary>The findings, each with the safe way; nothing where there are none.</summary>
    public static IEnumerable<Block> Of(IReadOnlyList<Finding> findings) => findings.Count == 0 ? [] :
    [
        new Grid(
            ["Severity", "Rule", "Direction", "Finding", "The safe way"],
            [.. findings.Select(finding => (ImmutableArray<ImmutableArray<Span>>)
            [
                [new Span(finding.Severity.ToString().ToLowerInvariant(), finding.Severity switch { Severity.Error => SpanKind.Bad, Severity.Warning => SpanKind.Notable, _ => SpanKind.Plain })],
                [finding.Rule],
                [finding.Direction.ToString().ToLowerInvariant()],
                [finding.Message],
                finding.Recipe is { } recipe ? [new Span(recipe, SpanKind.Code)] : [],
            ])]),
    ];
}
