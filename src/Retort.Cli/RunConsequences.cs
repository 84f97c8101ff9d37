using System.Collections.Immutable;
using Retort.Cli.Output;
using Retort.Planning;
using Retort.Revisions;

namespace Retort.Cli;

/// <summary>What of a run cannot be undone, so that somebody has to agree to it.</summary>
/// <param name="Act">The run: <c>A downgrade of 2 revisions</c>.</param>
/// <param name="Reverted">The revisions it reverts, in order.</param>
/// <param name="Losses">The data it destroys.</param>
internal sealed record RunConsequences(string Act, ImmutableArray<Revision> Reverted, ImmutableArray<DataLoss> Losses)
{
    /// <summary>Those of a plan; <see langword="null"/> when it has none.</summary>
    public static RunConsequences? Of(MigrationPlan plan, ImmutableArray<DataLoss> losses) => plan switch
    {
        { IsEmpty: true } => null,
        { Direction: Direction.Downgrade } => new($"A downgrade of {plan.Steps.Length} {(plan.Steps.Length == 1 ? "revision" : "revisions")}", [.. plan.Steps.Select(step => step.Step.Revision)], losses),
        _ => losses.IsEmpty ? null : new("An upgrade that loses data", [], losses),
    };

    /// <summary>The losses, each with the revision that does it.</summary>
    public IEnumerable<string> Lost => Losses.Select(loss => $"{loss.Description} ({loss.Revision.Id})");

    /// <summary>All of it, in lines.</summary>
    public override string ToString() => string.Join('\n', Paragraph("This reverts, in this order:", Reverted.Select(RevisionText.Title)).Concat(Paragraph("This loses:", Lost)));

    private static IEnumerable<string> Paragraph(string title, IEnumerable<string> lines) => lines.Select(line => $"  {line}").ToList() is { Count: > 0 } indented ? indented.Prepend(title) : [];
}
