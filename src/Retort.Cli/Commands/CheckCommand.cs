using System.CommandLine;
using Retort.Cli.Output;
using Retort.Linting;

namespace Retort.Cli.Commands;

/// <summary><c>check</c>: the gate of a pipeline. It looks at everything it is asked for before it says no.</summary>
internal static class CheckCommand
{
    private static readonly Option<bool> Pending = new("--fail-on-pending") { Description = "Asks that every revision is applied in the database." };
    private static readonly Option<bool> Model = new("--fail-on-model-changes") { Description = "Asks that the revisions make what the target of the project says." };
    private static readonly Option<bool> Drift = new("--fail-on-drift") { Description = "Asks that the database is what its revisions say." };
    private static readonly Option<bool> Lint = new("--fail-on-lint") { Description = "Asks that lint finds no errors in the revisions." };
    private static readonly Option<string?> Output = OutputFile.NewOption();
    private static readonly Option<string> Format = OutputFile.FormatOption("How it is written: text, one document, or annotations for a pipeline.", Output, ["text", "json", .. AnnotationOutput.Formats]);

    public static Command Create()
    {
        var command = RetortCli.New(
            "check",
            "Checks the revisions, and with each option more; exits with 3 when something is found.\n\nExample: retort check --fail-on-pending --fail-on-model-changes",
            Pending, Model, Drift, Lint, Format, Output);
        command.SetWork(async (context, parsed, token) =>
        {
            var (format, file) = (context.Json ? "json" : parsed.GetValue(Format)!, parsed.GetValue(Output));
            List<Check> checks = [];
            await foreach (var check in new Checks(context, Asked(parsed)).RunAsync(token))
            {
                checks.Add(check);
                if (file is null && format == "text")
                {
                    Print(context, check);
                }
            }

            if (file is null && format == "json")
            {
                context.Print(CheckOutput.ToJson(checks));
            }
            else if (file is not null || format != "text")
            {
                await OutputFile.WriteAsync(context, format, Document(), file, token);
            }

            if (checks.Find(check => check.Error is not null) is not { Error: { } error })
            {
                return checks.TrueForAll(check => check.IsOk) ? ExitCode.Done : ExitCode.CheckFound;
            }

            // The document on standard output has it already.
            if (format != "json" || file is not null)
            {
                ErrorOutput.Write(error, json: false, context.Verbose, context.Host);
            }

            return ExitCode.Of(error);

            // They may be in an assembly that is not there where nobody asks for lint.
            IReadOnlyList<LintRule> Rules() => checks.Exists(check => check is { Name: Checks.Lint, Skipped: null, Error: null }) ? context.Settings.Lint.CreateLinter().Rules : [];

            string Document() => format switch
            {
                "text" => string.Concat(checks.SelectMany(CheckOutput.ToText).Select(line => $"{line}\n")),
                "json" => JsonOutput.Text(CheckOutput.ToJson(checks)),
                _ => new AnnotationOutput(context.Host.Folder).Write(format, CheckOutput.Annotate(checks), Rules()),
            };
        });
        return command;
    }

    private static HashSet<string> Asked(ParseResult parsed)
    {
        (Option<bool> Option, string Name)[] options = [(Pending, Checks.Pending), (Model, Checks.Model), (Drift, Checks.Drift), (Lint, Checks.Lint)];
        return [.. options.Where(pair => parsed.GetValue(pair.Option)).Select(pair => pair.Name)];
    }

    private static void Print(CommandContext context, Check check)
    {
        foreach (var line in CheckOutput.ToText(check))
        {
            context.Out.WriteLine(line);
        }
    }
}
