using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json.Nodes;
using Retort.Backups;
using Retort.Cli.Configuration;
using Retort.Cli.Output;
using Retort.Dialects;
using Retort.Execution;
using Retort.Planning;
using Retort.Revisions;

namespace Retort.Cli.Commands;

/// <summary><c>upgrade</c> and <c>downgrade</c>: the same run in two directions.</summary>
internal static class RunCommand
{
    private static readonly Option<bool> Sql = new("--sql") { Description = "Prints a script for psql or sqlite3 instead of running it; takes TARGET or FROM:TO." };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Shows what would run, and runs nothing." };
    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Answers yes to every question." };
    private static readonly Option<string?> LockTimeout = new("--lock-timeout") { Description = "How long to wait for another runner, such as 30s or 5m.", HelpName = "TIME" };
    private static readonly Option<string?> Tag = new("--tag") { Description = "A word of yours, kept in the history with each revision of the run.", HelpName = "WORD" };

    private static readonly Option<string?> Mode = new Option<string?>("--backup") { Description = "Which backup is made first: of everything, of the tables the run can harm, or none; without it as the project says.", HelpName = "full|affected|none" }.AcceptOnlyFromAmong(BackupSettings.Modes);
    private static readonly Option<bool> Prove = new("--prove-backup") { Description = "Restores the backup into a scratch database before anything is changed." };

    private sealed record Options(IReadOnlyList<string> Targets, bool Sql, bool DryRun, bool Yes, string? LockTimeout, string? Tag, string? Mode, bool Prove);

    public static Command CreateUpgrade(CliHost host)
    {
        var targets = new Argument<string[]>("TARGET") { Description = "Where to: head (the default), an id, +1, LABEL@head, ...", Arity = ArgumentArity.ZeroOrMore };
        var command = RetortCli.New("upgrade", "Applies revisions.\n\nExample: retort upgrade head --dry-run", targets, Sql, DryRun, Yes, LockTimeout, Tag, Mode, Prove);
        command.SetWork(host, (context, parsed, token) => RunAsync(Direction.Upgrade, Read(parsed, parsed.GetValue(targets) is { Length: > 0 } given ? given : ["head"]), context, token));
        return command;
    }

    public static Command CreateDowngrade(CliHost host)
    {
        var target = new Argument<string>("TARGET") { Description = "Where to: base, an id, -1, LABEL@base, ..." };
        var command = RetortCli.New("downgrade", "Reverts revisions.\n\nExample: retort downgrade -1", target, Sql, DryRun, Yes, LockTimeout, Tag, Mode, Prove);
        command.SetWork(host, (context, parsed, token) => RunAsync(Direction.Downgrade, Read(parsed, [parsed.GetValue(target)!]), context, token));
        return command;
    }

    private static Options Read(ParseResult parsed, IReadOnlyList<string> targets) =>
        targets.FirstOrDefault(target => target.StartsWith("--", StringComparison.Ordinal)) is { } option
            ? throw RetortCli.UnknownOption(parsed.CommandResult.Command, option)
            : new(targets, parsed.GetValue(Sql), parsed.GetValue(DryRun), parsed.GetValue(Yes), parsed.GetValue(LockTimeout), parsed.GetValue(Tag), parsed.GetValue(Mode), parsed.GetValue(Prove));

    private static async Task<int> RunAsync(Direction direction, Options options, CommandContext context, CancellationToken cancellationToken)
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

        if (options.DryRun)
        {
            await using var planner = context.OpenMigrator();
            var dry = await PlanAsync(planner, direction, options, cancellationToken);
            PrintDryRun(context, dry, await planner.RenderAsync(dry, cancellationToken));
            return ExitCode.Done;
        }

        var backup = AutomaticBackup.Create(context, direction, options.Mode, options.Prove);
        Func<Func<IDatabase, RunProgress>, CancellationToken, Task<MigrationReport>> run = async (observer, token) =>
        {
            await using var migrator = context.OpenMigrator(options.LockTimeout, options.Tag, database => backup.Progress = observer(database), backup.IsWanted ? backup.RunAsync : null);
            var plan = await PlanAsync(migrator, direction, options, token);
            Confirm(context, plan, options.Yes);
            return await migrator.RunAsync(plan, token);
        };

        // A question cannot be asked under a live line.
        var isLive = context.Host.IsColourful && !context.Quiet && !context.Json && (direction == Direction.Upgrade || options.Yes);
        var report = isLive ? await LiveProgress.RunAsync(context, run, cancellationToken) : await run(_ => new RunProgress(context), cancellationToken);
        if (context.Json)
        {
            context.Print(ToJson(report, backup.Made));
        }
        else if (report.Steps.IsEmpty)
        {
            context.Say($"nothing to do: the database is at {(report.Current.IsEmpty ? "the base" : string.Join(", ", report.Current))}");
        }

        return ExitCode.Done;
    }

    private static Task<MigrationPlan> PlanAsync(Migrator migrator, Direction direction, Options options, CancellationToken cancellationToken) => direction == Direction.Upgrade
        ? migrator.PlanUpgradeAsync(options.Targets, cancellationToken)
        : migrator.PlanDowngradeAsync(options.Targets[0], cancellationToken);

    private static void Confirm(CommandContext context, MigrationPlan plan, bool yes)
    {
        if (yes || plan.IsEmpty || plan.Direction == Direction.Upgrade)
        {
            return;
        }

        var list = string.Join('\n', plan.Steps.Select(step => RevisionText.Title(step.Step.Revision)));
        if (!context.Host.IsTerminal)
        {
            throw new RefusedException(
                plan.Steps.Length == 1 ? "A downgrade of 1 revision needs a yes." : $"A downgrade of {plan.Steps.Length} revisions needs a yes.", list, "Look at it with --dry-run, then say --yes.");
        }

        context.Host.Error.WriteLine($"This reverts, in this order:\n  {list.Replace("\n", "\n  ", StringComparison.Ordinal)}");
        context.Host.Error.Write("Go on? [y/N] ");
        if (context.Host.In.ReadLine()?.Trim().ToUpperInvariant() is not ("Y" or "YES"))
        {
            throw new RefusedException("Nothing was done.", null, null);
        }
    }

    private static void PrintDryRun(CommandContext context, MigrationPlan plan, IReadOnlyList<RenderedStep> steps)
    {
        if (context.Json)
        {
            context.Print(new JsonObject
            {
                ["direction"] = Word(plan.Direction),
                ["dryRun"] = true,
                ["steps"] = JsonOutput.Array(steps, step => new JsonObject
                {
                    ["revision"] = step.Step.Revision.Id.Value,
                    ["statements"] = step.Sql.Length,
                    ["transactional"] = step.Transactional,
                    ["sql"] = JsonOutput.Array(step.Sql),
                }),
                ["current"] = JsonOutput.Array(plan.From),
                ["backup"] = null,
            });
            return;
        }

        foreach (var step in steps)
        {
            context.Out.WriteLine($"-- {Word(plan.Direction)} {RevisionText.Title(step.Step.Revision)}{(step.Transactional ? "" : " (statement by statement)")}");
            foreach (var sql in step.Sql)
            {
                context.Out.WriteLine(sql.StartsWith("--", StringComparison.Ordinal) ? sql : $"{sql};");
            }

            context.Out.WriteLine();
        }

        context.Say(plan.IsEmpty ? "nothing to do" : $"dry run: {plan.Steps.Length} {(plan.Steps.Length == 1 ? "revision" : "revisions")}, nothing was changed");
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
