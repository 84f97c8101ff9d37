using System.CommandLine;
using Retort.Cli.Output;
using Retort.Linting;
using Retort.Planning;
using Retort.Reporting;

namespace Retort.Cli.Commands;

/// <summary><c>plan</c>: what would happen, observed in a scratch database before it does.</summary>
internal static class PlanCommand
{
    private static readonly Argument<string[]> Target = new("TARGET") { Description = "Where to: head (the default), an id, +1, LABEL@head, ...", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<string?> Downgrade = new("--downgrade") { Description = "Plans the downgrade to a target instead.", HelpName = "TARGET" };
    private static readonly Option<bool> Offline = new("--offline") { Description = "Tries nothing in a scratch database: tells what the rules of the engine say." };
    private static readonly Option<string?> Output = OutputFile.NewOption();
    private static readonly Option<string> Format = OutputFile.FormatOption("How it is written.", Output, ["text", "json", "markdown", "html", .. AnnotationOutput.Formats]);

    public static Command Create()
    {
        var command = RetortCli.New(
            "plan", "Tells what an upgrade would do: locks, cost, losses, risk.\n\nExample: retort plan head --format markdown", Target, Downgrade, Offline, Format, Output);
        command.SetWork(async (context, parsed, token) =>
        {
            await using var migrator = context.OpenMigrator();
            var plan = parsed.GetValue(Downgrade) is { } target
                ? await migrator.PlanDowngradeAsync(target, token)
                : await migrator.PlanUpgradeAsync(parsed.GetValue(Target) is { Length: > 0 } targets ? targets : ["head"], token);
            var linter = context.Settings.Lint.CreateLinter();
            var assessment = await migrator.AssessAsync(plan, new AssessmentOptions { Offline = parsed.GetValue(Offline), Linter = linter }, token);
            await WriteAsync(context, context.Json ? "json" : parsed.GetValue(Format)!, assessment, linter, parsed.GetValue(Output), token);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task WriteAsync(CommandContext context, string format, PlanAssessment plan, Linter linter, string? file, CancellationToken cancellationToken)
    {
        var output = new FindingOutput(context.Host.Folder);
        IReadOnlyList<Annotation> annotations = [.. plan.Revisions.SelectMany(revision => revision.Findings.Concat(revision.Statements.SelectMany(statement => statement.Findings))).Select(Annotation.Of)];
        switch (format)
        {
            case "text" when file is null: PlanOutput.Print(context, plan); break;
            case "json" when file is null: context.Print(PlanOutput.Describe(plan, output)); break;
            default: await OutputFile.WriteAsync(context, format, Document(), file, cancellationToken); break;
        }

        string Document() => format switch
        {
            "html" => PlanDocument.ToHtml(plan),
            _ when AnnotationOutput.Formats.Contains(format) => new AnnotationOutput(context.Host.Folder).Write(format, annotations, linter.Rules),
            "json" => PlanOutput.Describe(plan, output).ToJsonString(JsonOutput.Readable),
            _ => PlanDocument.ToMarkdown(plan),
        };
    }
}
