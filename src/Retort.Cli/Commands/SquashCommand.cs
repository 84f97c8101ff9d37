using System.CommandLine;
using System.Text.Json.Nodes;
using Retort.Cli.Configuration;
using Retort.Cli.Output;
using Retort.RevisionFiles;
using Retort.Revisions;
using Retort.Squashing;

namespace Retort.Cli.Commands;

/// <summary><c>squash</c>: one revision in place of many.</summary>
internal static class SquashCommand
{
    private static readonly Argument<string> Range = new("RANGE") { Description = "FROM:TO, both ends included; base:head for all of it." };
    private static readonly Option<string?> Message = new("--message", "-m") { Description = "What the new revision does, in a line.", HelpName = "TEXT" };
    private static readonly Option<bool> Sql = new("--sql") { Description = "Writes a SQL file, though the last revision of the range is in C#." };
    private static readonly Option<bool> Keep = new("--keep-data") { Description = "Carries over the rows that the range leaves in an empty database, whatever it does with rows elsewhere." };
    private static readonly Option<bool> Drop = new("--drop-data") { Description = "Leaves rows out: the new revision makes the schema alone." };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Proves and prints the new revision, and changes no file." };

    public static Command Create()
    {
        var command = RetortCli.New(
            "squash",
            "Puts revisions together in one that is proved to make the same, and archives their files.\n\nExample: retort squash base:head -m \"Initial schema\"",
            Range, Message, Sql, Keep, Drop, DryRun);
        command.Validators.Add(result =>
        {
            if (result.GetValue(Keep) && result.GetValue(Drop))
            {
                result.AddError("--keep-data and --drop-data exclude each other.");
            }
        });
        command.SetWork(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, CancellationToken cancellationToken)
    {
        var graph = await context.LoadGraphAsync(cancellationToken);
        if (!graph.LeftInPlace.IsEmpty)
        {
            return await FinishAsync(context, graph, parsed.GetValue(DryRun), cancellationToken);
        }

        var range = graph.PlanSquash(RangeOf(parsed.GetValue(Range)!));
        var draft = await DraftAsync(context, parsed, graph, range, cancellationToken);
        var archived = await context.Revisions.ReadReplacedAsync(cancellationToken);
        var placement = SquashPlacement.Of(draft, graph, archived);
        if (!parsed.GetValue(DryRun))
        {
            placement.Place();
        }

        Tell(context, draft, placement, parsed.GetValue(DryRun), parsed.GetValue(Drop));
        return ExitCode.Done;
    }

    private static async Task<SquashDraft> DraftAsync(CommandContext context, ParseResult parsed, RevisionGraph graph, SquashRange range, CancellationToken cancellationToken)
    {
        var settings = context.Settings;
        var (first, last) = (range.Members[0], range.Last);
        var revision = new NewRevision
        {
            Id = last.Id,
            Revises = range.Revises,
            DependsOn = range.DependsOn,
            Labels = range.Labels,
            Replaces = range.Replaces,
            Formerly = range.Formerly,
            Message = parsed.GetValue(Message) ?? $"Squash of {first.Id} to {last.Id}",

            // In the order of dates and of file names it stands where the last one stood.
            Created = TimeZoneInfo.ConvertTime(last.Created ?? DateTimeOffset.UtcNow, settings.TimeZone),
            Language = parsed.GetValue(Sql) || last.Source.File.EndsWith(".sql", StringComparison.OrdinalIgnoreCase) ? RevisionLanguage.Sql : RevisionLanguage.CSharp,
            Folder = Path.GetDirectoryName(last.Source.File)!,
            FileTemplate = settings.FileTemplate,
            TemplatesFolder = Path.Combine(settings.Folder, "templates"),
        };
        await using var database = DatabaseAddress.Open(settings, context.Host, context.Say);
        var data = parsed.GetValue(Keep) ? SquashData.Keep : parsed.GetValue(Drop) ? SquashData.Drop : SquashData.Inserted;
        return await new RevisionSquasher(database, context.Revisions, context.Compiler, context.RunOptions).DraftAsync(graph, range, revision, data, cancellationToken);
    }

    /// <summary>Moves the files that an interrupted squash left behind.</summary>
    private static async Task<int> FinishAsync(CommandContext context, RevisionGraph graph, bool isDryRun, CancellationToken cancellationToken)
    {
        var placement = SquashPlacement.Rest(graph, await context.Revisions.ReadReplacedAsync(cancellationToken));
        if (!isDryRun)
        {
            placement.Place();
        }

        if (context.Json)
        {
            context.Print(new JsonObject { ["revision"] = null, ["file"] = null, ["archived"] = Archived(placement), ["dryRun"] = isDryRun });
        }

        context.Say($"an interrupted squash is finished: {Count(placement.Files.Length, "file")} {(isDryRun ? "would be " : "")}moved to the archive");
        return ExitCode.Done;
    }

    /// <summary>The range as typed; git has taught people to write HEAD.</summary>
    private static RevisionRange RangeOf(string text)
    {
        var range = text.Contains(':', StringComparison.Ordinal)
            ? RevisionRange.Parse(text)
            : throw new UsageException($"\"{text}\" is not a range.", hint: $"Write base:{text} for everything up to there.");
        return new RevisionRange(Lower(range.From), Lower(range.To));

        static string? Lower(string? end) => end is "HEAD" or "BASE" ? end.ToLowerInvariant() : end;
    }

    private static void Tell(CommandContext context, SquashDraft draft, SquashPlacement placement, bool isDryRun, bool drops)
    {
        context.Say($"{Count(draft.Range.Members.Length, "revision")} {(isDryRun ? "would become" : "became")} {draft.Range.Last.Id}");
        context.Say($"proved: the same schema, fingerprint {draft.Fingerprint.Hex[..12]}; the downgrade takes it back");
        foreach (var statement in drops ? draft.Statements : [])
        {
            context.Say($"left out: {statement.Origin}: {statement.Text}");
        }

        foreach (var (table, rows) in draft.Rows)
        {
            context.Say($"carried over and compared: {Count(rows, "row")} of table \"{table}\"");
        }

        if (draft.Renewed.Count > 0)
        {
            context.Say($"made anew by its default: {string.Join(", ", draft.Renewed)}");
        }

        foreach (var file in isDryRun ? placement.Files : [])
        {
            context.Say($"would move {Shown(context, file.From)} to {Shown(context, file.To)}");
        }

        if (!isDryRun)
        {
            context.Say($"{Count(placement.Files.Length, "file")} archived; databases at {draft.Range.Last.Id} or later need nothing, those in the middle go on through the archive");
        }

        if (context.Json)
        {
            context.Print(new JsonObject
            {
                ["revision"] = draft.Range.Last.Id.Value,
                ["file"] = placement.Path,
                ["fingerprint"] = draft.Fingerprint.Hex,
                ["replaces"] = JsonOutput.Array(draft.Range.Replaces),
                ["operations"] = ComparisonOutput.Operations(draft.Operations),
                ["rows"] = JsonOutput.Array(draft.Rows, one => new JsonObject { ["table"] = one.Table.ToString(), ["rows"] = one.Count }),
                ["dataStatements"] = JsonOutput.Array(draft.Statements, one => new JsonObject { ["revision"] = one.Revision.Id.Value, ["file"] = one.Origin.File, ["line"] = one.Origin.Line, ["text"] = one.Text }),
                ["archived"] = Archived(placement),
                ["dryRun"] = isDryRun,
            });
        }
        else if (isDryRun)
        {
            context.Out.Write(draft.Text);
        }
        else
        {
            context.Out.WriteLine(Shown(context, placement.Path!));
        }
    }

    private static JsonArray Archived(SquashPlacement placement) =>
        JsonOutput.Array(placement.Files, file => new JsonObject { ["revisions"] = JsonOutput.Array(file.Revisions.Select(revision => revision.Id)), ["from"] = file.From, ["to"] = file.To });

    private static string Shown(CommandContext context, string path) => Path.GetRelativePath(context.Host.Folder, path);

    private static string Count(int count, string word) => $"{count} {word}{(count == 1 ? "" : "s")}";
}
