using System.CommandLine;
using Retort.Cli.Output;
using Retort.Planning;
using Retort.Reporting;

namespace Retort.Cli.Commands;

/// <summary><c>plan</c>: what would happen, observed in a scratch database before it does.</summary>
internal static class PlanCommand
{
    private static readonly Argument<string[]> Target = new("TARGET") { Description = "Where to: head (the default), an id, +1, LABEL@head, ...", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<string?> Downgrade = new("--downgrade") { Description = "Plans the downgrade to a target instead.", HelpName = "TARGET" };
    private static readonly Option<string?> Output = OutputFile.NewOption();
    private static readonly Option<string> Format = OutputFile.FormatOption("How it is written.", Output, "text", "json", "markdown", "html");

    public static Command Create(CliHost host)
    {
        var command = RetortCli.New(
            "plan", "Tells what an upgrade would do: locks, cost, losses, risk.\n\nExample: retort plan head --format markdown", Target, Downgrade, Format, Output);
        command.SetWork(host, async (context, parsed, token) =>
        {
            await using var migrator = context.OpenMigrator();
            var plan = parsed.GetValue(Downgrade) is { } target
                ? await migrator.PlanDowngradeAsync(target, token)
                : await migrator.PlanUpgradeAsync(parsed.GetValue(Target) is { Length: > 0 } targets ? targets : ["head"], token);
            var assessment = await migrator.AssessAsync(plan, token);
            var format = context.Json ? "json" : parsed.GetValue(Format)!;
            switch (format)
            {
                case "text":
                    PlanOutput.Print(context, assessment);
                    break;
                case "json":
                    context.Print(PlanOutput.Describe(assessment));
                    break;
                default:
                    await OutputFile.WriteAsync(context, format, format == "html" ? PlanDocument.ToHtml(assessment) : PlanDocument.ToMarkdown(assessment), parsed.GetValue(Output), token);
                    break;
            }

            return ExitCode.Done;
        });
        return command;
    }
}
