using System.Collections.Immutable;
using System.Net;
using Microsoft.AspNetCore.Http;
using Retort.Backups;
using Retort.Cli.Commands;
using Retort.Cli.Configuration;
using Retort.Cli.Output;
using Retort.Hosting.Pages;
using Retort.Planning;
using Retort.Reporting;
using Retort.Reporting.Documents;
using Retort.Revisions;

namespace Retort.Cli.Serving;

/// <summary>What an operator can do: the choice, the plan of a run with what has to be agreed to, and the run itself.</summary>
internal sealed class RunPages(CommandContext context, PageChanges changes)
{
    /// <summary>The field that says where to.</summary>
    public const string To = "to";

    public const string Backup = $"{IPageChanges.Path}/backup";

    private const string Seen = "plan";
    private const string Typed = "confirm";
    private const string Agreed = "agree";
    private const string Reason = "reason";
    private const string AllHeads = "heads";

    // What is chosen from by eye. The plan of another one is had by writing its id into the address.
    private const int MostListed = 500;

    private static readonly RunChoices Choices = new(Tag: "status page");

    public static string PathOf(Direction direction) => $"{IPageChanges.Path}/{WordOf(direction).ToLowerInvariant()}";

    /// <summary>The choice.</summary>
    public async Task<Page> ShowAsync(PageLinks links, CancellationToken cancellationToken)
    {
        await using var migrator = context.Anew().OpenMigrator();
        var graph = await migrator.LoadGraphAsync(cancellationToken);
        var status = await migrator.ReadStatusAsync(cancellationToken: cancellationToken);
        ImmutableArray<Revision> applied = status.Unknown.IsEmpty ? [.. graph.Revisions.Reverse().Except(status.Pending)] : [];
        ImmutableArray<Revision> below = [.. applied.Except(status.Current)];
        return new Page("Changes", IPageChanges.Path, [.. StatusBlocks.Of(status, null, links.NameOf).Take(1), .. StatusBlocks.Of(status.Symptoms)])
        {
            Forms =
            [
                .. status.Pending.IsEmpty && status.Interrupted.IsEmpty ? Array.Empty<PageForm>() :
                [
                    new PageForm("Upgrade", links.To(PathOf(Direction.Upgrade)), "Show the plan", new ChoiceField(To, "To", [(AllHeads, status.Heads.Length == 1 ? $"the head, {RevisionText.Title(status.Heads[0])}" : "all heads"), .. Options(status.Pending)])) { Changes = false },
                ],
                .. applied.IsEmpty ? Array.Empty<PageForm>() :
                [
                    new PageForm("Downgrade", links.To(PathOf(Direction.Downgrade)), "Show the plan", new ChoiceField(To, "To", [.. Options(below), ("base", "base: before every revision")])) { Changes = false },
                ],
                new PageForm("Backup", links.To(Backup), "Make a backup", new TextField(Reason, "Why", "from the status page"))
                {
                    Blocks = [new Paragraph("Of everything, in ", new Span(context.Settings.Backup.Folder, SpanKind.Code), ".")],
                },
                new PageForm("Session", links.To("session/end"), "Sign out"),
            ],
        };
    }

    /// <summary>What a run would do, and what has to be agreed to.</summary>
    public async Task<Page> ShowPlanAsync(Direction direction, string target, PageLinks links, CancellationToken cancellationToken)
    {
        var own = context.Anew();
        await using var run = new RevisionRun(own, direction, Choices, _ => new RunProgress(own));
        var plan = await run.PlanAsync([target], cancellationToken);
        var title = TitleOf(direction, target);
        if (plan.IsEmpty)
        {
            return new Page(title, IPageChanges.Path, [new Paragraph("There is nothing to do.")]);
        }

        var consequences = run.ConsequencesOf(plan);
        var assessment = await run.AssessAsync(plan, cancellationToken);
        return new Page(title, IPageChanges.Path, [.. PlanDocument.Blocks(assessment).Where(block => block is not Heading { Level: 1 })])
        {
            Forms =
            [
                new PageForm(title, links.To(PathOf(direction)), WordOf(direction), [new HiddenField(To, target), new HiddenField(Seen, PlanFingerprint.Of(plan)), .. await FieldsOfAsync(direction, target, consequences)])
                {
                    IsGrave = consequences is not null,
                    Blocks =
                    [
                        new Paragraph($"From {Rows(plan.From)} to {Rows(plan.To)}. {BackupSentence()}"),
                        .. List("This reverts, in this order:", consequences?.Reverted.Select(revision => (Span)RevisionText.Title(revision))),
                        .. List("This loses:", consequences?.Lost.Select(loss => new Span(loss, SpanKind.Bad))),
                    ],
                },
            ],
        };
    }

    /// <summary>Begins a run that was shown; a page says why not.</summary>
    public async Task<Page?> RunAsync(Direction direction, IFormCollection form, IPAddress where, PageLinks links, CancellationToken cancellationToken)
    {
        var target = form[To].ToString();
        if (!changes.TryTake(TitleOf(direction, target), $"{where}", out var progress, out var other))
        {
            return Busy(other);
        }

        RevisionRun? run = null;
        try
        {
            run = new RevisionRun(context.Anew(), direction, Choices, _ => progress);
            var plan = await run.PlanAsync([target], cancellationToken);
            if (!string.Equals(PlanFingerprint.Of(plan), form[Seen], StringComparison.Ordinal))
            {
                return Refused(StatusCodes.Status409Conflict, "The database or the revisions have changed since this plan was shown.");
            }

            if (run.ConsequencesOf(plan) is { } consequences && await FindObjectionAsync(direction, target, consequences, form) is { } objection)
            {
                return Refused(StatusCodes.Status400BadRequest, objection);
            }

            context.Say($"{TitleOf(direction, target)}, asked for from {where}");
            var (begun, telling) = (run, progress);
            (run, progress) = (null, null);
            changes.Begin(telling, token => RunAsync(begun, plan, telling, token));
            return null;
        }
        finally
        {
            if (progress is not null)
            {
                changes.GiveBack();
            }

            if (run is not null)
            {
                await run.DisposeAsync();
            }
        }

        Page Refused(int status, string why) => Nothing(status, why, new Span("Look at the plan again", Href: $"{links.To(PathOf(direction))}?{To}={Uri.EscapeDataString(target)}"));
    }

    /// <summary>Begins a backup.</summary>
    public Page? BackUp(IFormCollection form, IPAddress where, PageLinks links)
    {
        if (!changes.TryTake("Backup", $"{where}", out var progress, out var other))
        {
            return Busy(other);
        }

        context.Say($"Backup, asked for from {where}");
        changes.Begin(progress, async token =>
        {
            var own = context.Anew();
            await using var database = own.OpenRestorable();
            progress.Keep(await BackupCommand.CreateAsync(own, database, BackupRequest.Full(own.Settings.Tables.Version, form[Reason].ToString()), progress, token));
        });
        return null;
    }

    private static async Task RunAsync(RevisionRun run, MigrationPlan plan, PageRun progress, CancellationToken cancellationToken)
    {
        await using var closing = run;
        try
        {
            await run.RunAsync(plan, cancellationToken);
        }
        finally
        {
            if (run.Backup is { } backup)
            {
                progress.Keep(backup);
            }
        }
    }

    /// <summary>What must be typed before a run: the name of a protected environment or database; else where a downgrade goes; <see langword="null"/> where a tick is enough.</summary>
    private async Task<string?> FindWordAsync(Direction direction, string target) =>
        context.Settings.IsProtected ? await Consent.NameAsync(context) : direction == Direction.Downgrade ? target : null;

    private async Task<IEnumerable<PageField>> FieldsOfAsync(Direction direction, string target, RunConsequences? consequences) => consequences is null ? []
        : await FindWordAsync(direction, target) is { } word ? [new TextField(Typed, $"Type {word} to go on")]
        : [new TickField(Agreed, "Yes, this data may be lost")];

    private async Task<string?> FindObjectionAsync(Direction direction, string target, RunConsequences consequences, IFormCollection form) =>
        await FindWordAsync(direction, target) is { } word
            ? form[Typed].ToString().Trim() == word ? null : $"{consequences.Act} needs a yes: {word} was not typed."
            : form[Agreed] == "yes" ? null : $"{consequences.Act} needs a yes.";

    private string BackupSentence() => context.Settings.Backup.Mode switch
    {
        BackupMode.Full => "A backup of everything is made first.",
        BackupMode.Affected => "A backup of the tables that it can harm is made first.",
        _ => "No backup is made first: the project asks for none.",
    };

    private static IEnumerable<Block> List(string title, IEnumerable<Span>? items) =>
        items?.Select(item => (ImmutableArray<Span>)[item]).ToImmutableArray() is { IsEmpty: false } some ? [new Paragraph(title), new Listing(some)] : [];

    private static string Rows(ImmutableArray<RevisionId> rows) => rows.IsEmpty ? "base" : string.Join(", ", rows);

    private static IEnumerable<(string Value, string Text)> Options(IEnumerable<Revision> revisions) => revisions.Take(MostListed).Select(revision => (revision.Id.Value, RevisionText.Title(revision)));

    private static Page Busy(string other) => Nothing(StatusCodes.Status409Conflict, $"Somebody else is changing the database: {other}.", "One thing at a time.");

    private static Page Nothing(int status, string why, Span next) => new("Nothing was done", IPageChanges.Path, [new Paragraph(new Span(why, SpanKind.Bad)), new Paragraph(next)]) { StatusCode = status };

    private static string TitleOf(Direction direction, string target) => $"{WordOf(direction)} to {target}";

    private static string WordOf(Direction direction) => direction == Direction.Upgrade ? "Upgrade" : "Downgrade";
}
