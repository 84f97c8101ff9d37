using System.CommandLine;
using Retort.Cli.Configuration;
using Retort.Cli.Output;
using Retort.Reporting;

namespace Retort.Cli.Commands;

/// <summary><c>report</c>: everything there is to know about a project and its database, as one document.</summary>
internal static class ReportCommand
{
    private static readonly Option<bool> Offline = new("--offline") { Description = "Tries nothing in a scratch database: revisions change what they say they do, and risk is told by the rules of the engine." };
    private static readonly Option<string?> Output = OutputFile.NewOption();
    private static readonly Option<string> Format = OutputFile.FormatOption("Markdown, or one HTML file that loads nothing.", Output, "markdown", "html");

    public static Command Create()
    {
        var command = RetortCli.New(
            "report",
            "Writes a report: status, next steps, risk of what is pending, the chain, what each revision changes, the tables and their purpose, and what is wrong. It is written without a database too.\n\nExample: retort report -o report.html",
            Offline, Format, Output);
        command.SetWork(async (context, parsed, token) =>
        {
            var settings = context.Settings;
            var isNamed = settings.Url is not null;
            await using var database = DatabaseAddress.Open(isNamed ? settings : settings with { Url = AnyPostgreSql }, context.Host, context.Say);
            var report = await new StatusReportReader(database, context.Revisions, context.RunOptions with { TimeProvider = context.Host.Clock })
            {
                Folder = settings.Folder,
                IsNamed = isNamed,
                IsOffline = !isNamed || parsed.GetValue(Offline),
                BackupFolder = settings.Backup.Folder,
                Linter = settings.Lint.CreateLinter(),
            }.ReadAsync(token);
            var format = parsed.GetValue(Format)!;
            await OutputFile.WriteAsync(context, format, format == "html" ? StatusDocument.ToHtml(report) : StatusDocument.ToMarkdown(report), parsed.GetValue(Output), token);
            if (report.Disconnection is not { } error)
            {
                return ExitCode.Done;
            }

            // The report is what was asked for, also where standard output is to be JSON.
            ErrorOutput.Write(error, json: false, context.Verbose, context.Host);
            return ExitCode.Of(error);
        });
        return command;
    }

    // It is never opened: where nobody names a database, its engine is guessed as lint guesses it.
    private const string AnyPostgreSql = "postgresql://localhost/postgres";
}
