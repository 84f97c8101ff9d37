using System.Text.Json;
using System.Text.Json.Nodes;
using Retort.Linting;
using Retort.Planning;
using Retort.Reporting;
using Retort.Revisions;

namespace Retort.Cli.Output;

/// <summary>An assessed plan for a terminal and for scripts.</summary>
internal static class PlanOutput
{
    /// <summary>Prints the plan: why it is risky first, then each statement with what it does.</summary>
    public static void Print(CommandContext context, PlanAssessment plan)
    {
        context.Out.WriteLine($"risk: {PlanDocument.WordFor(plan.Risk)}");
        foreach (var reason in plan.Reasons)
        {
            context.Out.WriteLine($"  {reason}");
        }

        foreach (var revision in plan.Revisions)
        {
            context.Out.WriteLine();
            context.Out.WriteLine($"{(revision.Planned.Step.Direction == Direction.Upgrade ? "upgrade" : "downgrade")} {RevisionText.Title(revision.Planned.Step.Revision)} (risk: {PlanDocument.WordFor(revision.Risk)}{(revision.Planned.Transactional ? "" : ", statement by statement")})");
            foreach (var finding in revision.Findings.Where(finding => IsShown(context, finding)))
            {
                Print(context, finding);
            }

            foreach (var statement in revision.Statements)
            {
                Print(context, statement);
            }
        }
    }

    /// <summary>The JSON that scripts rely on.</summary>
    public static JsonObject Describe(PlanAssessment plan, FindingOutput findings) => new()
    {
        ["risk"] = PlanDocument.WordFor(plan.Risk),
        ["direction"] = plan.Plan.Direction == Direction.Upgrade ? "upgrade" : "downgrade",
        ["reasons"] = JsonOutput.Array(plan.Reasons),
        ["wayBack"] = Word(plan.WayBack),
        ["steps"] = JsonOutput.Array(plan.Revisions, revision => new JsonObject
        {
            ["revision"] = revision.Planned.Step.Revision.Id.Value,
            ["risk"] = PlanDocument.WordFor(revision.Risk),
            ["reasons"] = JsonOutput.Array(revision.Reasons),
            ["transactional"] = revision.Planned.Transactional,
            ["findings"] = JsonOutput.Array(revision.Findings, findings.Describe),
            ["statements"] = JsonOutput.Array(revision.Statements, statement => Describe(statement, findings)),
        }),
    };

    private static void Print(CommandContext context, AssessedStatement statement)
    {
        foreach (var sql in statement.Sql)
        {
            context.Out.WriteLine($"  {sql.ReplaceLineEndings("\n  ")}");
        }

        foreach (var line in (IEnumerable<string>)
        [
            .. statement.Losses.Select(loss => $"loses {loss}"),
            .. PlanDocument.LocksOf(statement),
            .. PlanDocument.CostOf(statement),
            .. statement.Refusal is { } refusal ? [$"the database refuses it: {refusal}"] : Array.Empty<string>(),
            .. statement.Effects.Source == EffectSource.Unknown && statement.Refusal is null ? ["what it locks is not known"] : Array.Empty<string>(),
        ])
        {
            context.Out.WriteLine($"      {line}");
        }

        foreach (var finding in statement.Findings.Where(finding => IsShown(context, finding)))
        {
            Print(context, finding);
        }
    }

    private static bool IsShown(CommandContext context, Finding finding) => context.Verbose || finding.Severity > Severity.Info;

    private static void Print(CommandContext context, Finding finding)
    {
        context.Out.WriteLine($"      {FindingOutput.Word(finding.Severity)} {finding.Rule}: {finding.Message}");
        foreach (var line in finding.Recipe?.Split('\n') ?? [])
        {
            context.Out.WriteLine($"          {line}");
        }
    }

    /// <summary>A statement, in the JSON that scripts rely on.</summary>
    public static JsonObject Describe(AssessedStatement statement, FindingOutput findings) => new()
    {
        ["sql"] = string.Join(";\n", statement.Sql),
        ["lock"] = Word(statement.Effects.Lock),
        ["blocks"] = Word(statement.Effects.Lock.Blocks()),
        ["locks"] = JsonOutput.Array(statement.Effects.Locks, held => new JsonObject { ["relation"] = held.Relation.ToString(), ["lock"] = Word(held.Mode) }),
        ["rewrite"] = !statement.Effects.Rewrites.IsEmpty,
        ["scan"] = !statement.Effects.Scans.IsEmpty,
        ["table"] = statement.Relation?.ToString(),
        ["tableRows"] = statement.Size?.Rows,
        ["tableBytes"] = statement.Size?.Bytes,
        ["duration"] = Word(statement.Duration),
        ["destructive"] = statement.IsDestructive,
        ["losses"] = JsonOutput.Array(statement.Losses),
        ["transactional"] = statement.Statement.Transactional,
        ["source"] = Word(statement.Effects.Source),
        ["refusal"] = statement.Refusal,
        ["findings"] = JsonOutput.Array(statement.Findings, findings.Describe),
    };

    // "accessExclusive", as the rest of the document is written.
    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
