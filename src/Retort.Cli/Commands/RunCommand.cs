using System.CommandLine;
using System.Text.Json.Nodes;
using Retort.Backups;
using Retort.Cli.Configuration;
using Retort.Cli.Output;
using Retort.Execution;
using Retort.Planning;
using Retort.Reporting;
using Retort.Revisions;

namespace Retort.Cli.Commands;

/// <summary><c>upgrade</c> and <c>downgrade</c>: the same run in two directions.</summary>
internal static class RunCommand
{
    private static readonly Option<bool> Sql = new("--sql") { Description = "Prints a script for psql or sqlite3 instead of running it; takes TARGET or FROM:TO." };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Shows what would run, and runs nothing." };
    private static readonly Option<string?> LockTimeout = new("--lock-timeout") { Description = "How long to wait for another runner, such as 30s or 5m.", HelpName = "TIME" };
    private static readonly Option<string?> Tag = new("--tag") { Description = "A word of yours, kept in the history with each revision of the run.", HelpName = "WORD" };

    private static readonly Option<string?> Mode = new Option<string?>("--backup") { Description = "Which backup is made first: of everything, of the tables the run can harm, or none; without it as the project says.", HelpName = "full|affected|none" }.AcceptOnlyFromAmong(BackupSettings.Modes);
    private static readonly Option<bool> Prove = new("--prove-backup") { Description = "Restores the backup into a scratch database before anything is changed." };

    /// <summary>The options of a run that is really to happen.</summary>
    public static readonly Option[] RunOptions = [.. Consent.Options, LockTimeout, Tag, Mode, Prove];

    private sealed record Options(IReadOnlyList<string> Targets, bool Sql, bool DryRun, RunChoices Choices);

    public static Command CreateUpgrade()
    {
        var targets = new Argument<string[]>("TARGET") { Description = "Where to: head (the default), an id, +1, LABEL@head, ...", Arity = ArgumentArity.ZeroOrMore };
        var command = RetortCli.New("upgrade", "Applies revisions.\n\nExample: retort upgrade head --dry-run", [targets, Sql, DryRun, .. RunOptions]);
        command.SetWork((context, parsed, token) => UpgradeAsync(parsed, parsed.GetValue(targets) is { Length: > 0 } given ? given : ["head"], context, token));
        return command;
    }

    public static Command CreateDowngrade()
    {
        var target = new Argument<string>("TARGET") { Description = "Where to: base, an id, -1, LABEL@base, ..." };
        var command = RetortCli.New("downgrade", "Reverts revisions.\n\nExample: retort downgrade -1", [target, Sql, DryRun, .. RunOptions]);
        command.SetWork((context, parsed, token) => RunAsync(Direction.Downgrade, parsed, Read(parsed, [parsed.GetValue(target)!]), context, token));
        return command;
    }

    /// <summary>Upgrades as the options say.</summary>
    public static Task<int> UpgradeAsync(ParseResult parsed, IReadOnlyList<string> targets, CommandContext context, CancellationToken cancellationToken) =>
        RunAsync(Direction.Upgrade, parsed, Read(parsed, targets), context, cancellationToken);

    private static Options Read(ParseResult parsed, IReadOnlyList<string> targets) =>
        new(targets, parsed.GetValue(Sql), parsed.GetValue(DryRun), new(parsed.GetValue(LockTimeout), parsed.GetValue(Tag), parsed.GetValue(Mode), parsed.GetValue(Prove)));

    private static async Task<int> RunAsync(Direction direction, ParseResult parsed, Options options, CommandContext context, CancellationToken cancellationToken)
    {
        if (options.Sql)
        {
            await using var writer = context.OpenMigrator();
            var range = options.Targets is [var only] ? only : throw new UsageException("A script has one target or one range.");
            await context.Out.WriteAsync(direction == Direction.Upgrade
                ? await writer.WriteUpgradeScriptAsync(range, cancellationToken)
                : await writer.WriteDowngradeScriptAsync(range, cancellationToken));
            return ExitCode.Done;
        }

        await using var run = new RevisionRun(context, direction, options.Choices, database => RunProgress.Of(context, database));
        if (options.DryRun)
        {
            var dry = await run.PlanAsync(options.Targets, cancellationToken);
            PrintDryRun(context, await run.AssessAsync(dry, cancellationToken));
            return ExitCode.Done;
        }

        var consent = await Consent.ReadAsync(context, parsed);
        var plan = await run.PlanAsync(options.Targets, cancellationToken);
        if (run.ConsequencesOf(plan) is { } consequences)
        {
            consent.Require(consequences.Act, consequences.ToString(), "with --dry-run");
        }

        var report = await run.RunAsync(plan, cancellationToken);
        if (context.Json)
        {
            context.Print(ToJson(report, run.Backup));
        }
        else if (report.Steps.IsEmpty)
        {
            context.Say($"nothing to do: the database is at {(report.Current.IsEmpty ? "the base" : string.Join(", ", report.Current))}");
            if (report.Current.IsEmpty && (await context.LoadGraphAsync(cancellationToken)).Revisions.IsEmpty)
            {
                context.Say("there are no revisions yet; the first one: retort revision -m \"First tables\"");
            }
        }

        return ExitCode.Done;
    }

    private static void PrintDryRun(CommandContext context, PlanAssessment plan)
    {
        if (context.Json)
        {
            var output = new FindingOutput(context.Host.Folder);
            context.Print(new JsonObject
            {
                ["direction"] = Word(plan.Plan.Direction),
                ["dryRun"] = true,
                ["risk"] = PlanDocument.WordFor(plan.Risk),
                ["reasons"] = JsonOutput.Array(plan.Reasons),
                ["steps"] = JsonOutput.Array(plan.Revisions, revision => new JsonObject
                {
                    ["revision"] = revision.Planned.Step.Revision.Id.Value,
                    ["risk"] = PlanDocument.WordFor(revision.Risk),
                    ["statements"] = revision.Statements.Sum(statement => statement.Sql.Length),
                    ["transactional"] = revision.Planned.Transactional,
                    ["sql"] = JsonOutput.Array(revision.Statements.SelectMany(statement => statement.Sql)),
                    ["plan"] = JsonOutput.Array(revision.Statements, statement => PlanOutput.Describe(statement, output)),
                }),
                ["current"] = JsonOutput.Array(plan.Plan.From),
                ["backup"] = null,
            });
            return;
        }

        if (!plan.Plan.IsEmpty)
        {
            PlanOutput.Print(context, plan);
        }

        context.Say(plan.Plan.IsEmpty ? "nothing to do" : $"dry run: {plan.Revisions.Length} {(plan.Revisions.Length == 1 ? "revision" : "revisions")}, nothing was changed");
    }

    private static JsonObject ToJson(MigrationReport report, Backup? backup) => new()
    {
        ["direction"] = Word(report.Direction),
        ["steps"] = JsonOutput.Array(report.Steps, step => new JsonObject
        {
            ["revision"] = step.Revision.Id.Value,
            ["statements"] = step.Statements,
            ["durationMs"] = (long)step.Duration.TotalMilliseconds,
            ["transactional"] = step.Transactional,
        }),
        ["current"] = JsonOutput.Array(report.Current),
        ["backup"] = backup is null ? null : BackupText.ToJson(backup),
        ["durationMs"] = (long)report.Duration.TotalMilliseconds,
    };

    private static string Word(Direction direction) => direction == Direction.Upgrade ? "upgrade" : "downgrade";
}
