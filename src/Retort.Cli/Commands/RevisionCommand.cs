using System.CommandLine;
using System.Text.Json.Nodes;
using Retort.Cli.Configuration;
using Retort.RevisionFiles;
using Retort.Revisions;
using Retort.Targets;

namespace Retort.Cli.Commands;

/// <summary><c>revision</c>: a new revision file.</summary>
internal static class RevisionCommand
{
    public static readonly Option<string?> Message = new("--message", "-m") { Description = "What the revision does, in a line.", HelpName = "TEXT" };
    public static readonly Option<string?> RevId = new("--rev-id") { Description = "The id; without it 12 random hex digits.", HelpName = "ID" };
    public static readonly Option<string[]> BranchLabel = new("--branch-label") { Description = "A label for the branch that begins here.", HelpName = "LABEL" };
    public static readonly Option<bool> Splice = new("--splice") { Description = "Allows a parent that another revision follows already." };
    public static readonly Option<bool> Sql = new("--sql") { Description = "Writes a SQL file instead of a C# one." };
    private static readonly Option<string?> Head = new("--head") { Description = "The parent; base for a new root.", HelpName = "REV" };
    private static readonly Option<string[]> DependsOn = new("--depends-on") { Description = "A revision of another branch that must be applied before.", HelpName = "REV" };
    public static readonly Option<string?> VersionPath = new("--version-path") { Description = "The folder to write to, where a project has several.", HelpName = "DIR" };
    private static readonly Option<bool> Autogenerate = new("--autogenerate") { Description = "Writes what turns the schema of the revisions into the target of the project, and proves it in a scratch database." };
    private static readonly Option<string[]> Rename = new("--rename") { Description = "A table or column that has another name in the target: users:accounts, users.name:full_name.", HelpName = "OLD:NEW" };
    private static readonly Option<bool> NoProof = new("--no-proof") { Description = "Leaves a generated revision unproved." };
    private static readonly Option<bool> Edit = new("--edit") { Description = "Opens the new file in an editor." };

    public static Command Create()
    {
        var command = RetortCli.New(
            "revision", "Writes a new revision: empty, or with what the target of the project asks for.\n\nExample: retort revision -m \"Add users\" --autogenerate",
            Message, Autogenerate, Rename, NoProof, Sql, Head, Splice, BranchLabel, DependsOn, RevId, VersionPath, Edit);
        command.AllowOnlyWith(Autogenerate, Rename, NoProof);
        command.SetWork(async (context, parsed, token) =>
        {
            var graph = await context.LoadGraphAsync(token);
            var parents = graph.ParentsOfNew(parsed.GetValue(Head) ?? "head", parsed.GetValue(Splice));
            var dependencies = (parsed.GetValue(DependsOn) ?? []).Select(name => graph.Revisions.Any(revision => revision.Labels.Contains(name)) ? name : graph.ResolveOne(name).Id.Value);
            var path = parsed.GetValue(Autogenerate)
                ? await GenerateAsync(context, parsed, graph, parents, [.. dependencies], token)
                : await WriteAsync(context, parsed, graph, [.. parents], [.. dependencies], parsed.GetValue(VersionPath), token);
            return path is not null && parsed.GetValue(Edit) ? await EditCommand.OpenAsync([path], context, token) : ExitCode.Done;
        });
        return command;
    }

    /// <summary>Writes the file of a new revision or a merge, and says where it is.</summary>
    public static async Task<string> WriteAsync(
        CommandContext context, ParseResult parsed, RevisionGraph graph, IReadOnlyList<Revision> parents, IReadOnlyList<string> dependencies, string? versionPath, CancellationToken cancellationToken)
    {
        var revision = New(context, parsed, graph, parents, dependencies, versionPath);
        var path = await RevisionWriter.WriteAsync(revision, cancellationToken);
        if (context.Json)
        {
            context.Print(new JsonObject { ["revision"] = revision.Id.Value, ["file"] = path });
        }
        else
        {
            context.Out.WriteLine(Path.GetRelativePath(context.Host.Folder, path));
        }

        return path;
    }

    /// <summary>Writes what the project's target asks for. Without one, the first revision of a project is what its database has: the baseline.</summary>
    private static async Task<string?> GenerateAsync(
        CommandContext context, ParseResult parsed, RevisionGraph graph, IReadOnlyList<Revision> parents, IReadOnlyList<string> dependencies, CancellationToken cancellationToken)
    {
        if (context.Settings.Target is null && graph.Revisions.IsEmpty)
        {
            context.Say("no target is set, so the first revision is the baseline of the database as it stands");
            return await WriteAdoptionAsync(context, parsed, graph, parents, dependencies, cancellationToken);
        }

        await using var target = context.OpenTarget();
        return (await WriteGeneratedAsync(context, parsed, graph, parents, dependencies, target, cancellationToken))?.Path;
    }

    /// <summary>Writes what the database has and the revisions do not make; <see langword="null"/> when there is nothing.</summary>
    public static async Task<string?> WriteAdoptionAsync(
        CommandContext context, ParseResult parsed, RevisionGraph graph, IReadOnlyList<Revision> parents, IReadOnlyList<string> dependencies, CancellationToken cancellationToken)
    {
        await using var live = new DatabaseTarget(DatabaseAddress.Open(context.Settings, context.Host, context.Say));
        var written = await WriteGeneratedAsync(context, parsed, graph, parents, dependencies, live, cancellationToken);
        if (written is var (id, _))
        {
            context.Say($"this database has it already: record that with `retort stamp {id}`; others get it by `retort upgrade`");
        }

        return written?.Path;
    }

    /// <summary>Writes what a target asks for, and keeps it if it is proved; <see langword="null"/> when nothing is asked for.</summary>
    private static async Task<(RevisionId Id, string Path)?> WriteGeneratedAsync(
        CommandContext context, ParseResult parsed, RevisionGraph graph, IReadOnlyList<Revision> parents, IReadOnlyList<string> dependencies, ITargetSchema target, CancellationToken cancellationToken)
    {
        await using var generation = await Generation.RunAsync(context, target, [.. (parsed.GetValue(Rename) ?? []).Select(Generation.ParseRename)], LanguageOf(parsed), cancellationToken);
        if (generation.Change.IsEmpty)
        {
            generation.PrintNothing();
            return null;
        }

        var revision = New(context, parsed, graph, parents, dependencies, parsed.GetValue(VersionPath)) with { Body = generation.Change.Body };
        var path = await RevisionWriter.WriteAsync(revision, cancellationToken);
        if (!parsed.GetValue(NoProof))
        {
            await generation.ProveAsync(revision.Id, path, cancellationToken);
        }

        generation.Print(revision.Id, path, isProved: !parsed.GetValue(NoProof));
        return (revision.Id, path);
    }

    private static NewRevision New(
        CommandContext context, ParseResult parsed, RevisionGraph graph, IReadOnlyList<Revision> parents, IReadOnlyList<string> dependencies, string? versionPath)
    {
        var labels = parsed.GetValue(BranchLabel) ?? [];
        Array.ForEach(labels, graph.RequireFreeLabel);
        var settings = context.Settings;
        return new NewRevision
        {
            Id = parsed.GetValue(RevId) is { } given ? Id(given, graph) : RevisionWriter.NewId(),
            Revises = [.. parents.Select(parent => parent.Id)],
            DependsOn = [.. dependencies],
            Labels = [.. labels],
            Message = parsed.GetValue(Message) ?? "",
            Created = TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, settings.TimeZone),
            Language = LanguageOf(parsed),
            Folder = FolderFor(settings.Versions, parents, versionPath, settings.Folder),
            FileTemplate = settings.FileTemplate,
            TemplatesFolder = Path.Combine(settings.Folder, "templates"),
        };
    }

    // By name: what adopts drift has an option of its own for it.
    private static RevisionLanguage LanguageOf(ParseResult parsed) => parsed.GetValue<bool>(Sql.Name) ? RevisionLanguage.Sql : RevisionLanguage.CSharp;

    private static RevisionId Id(string text, RevisionGraph graph)
    {
        if (!RevisionId.TryParse(text, out var id))
        {
            throw new UsageException($"\"{text}\" is not a revision id.", hint: RevisionId.Rule);
        }

        return graph.TryGet(id, out var taken) || graph.TryFindReplacement(id, out taken)
            ? throw new UsageException($"Revision \"{text}\" is there already.", taken.Source.ToString(), "Choose another --rev-id.")
            : id;
    }

    /// <summary>The folder given, or that of the parent, or the only one.</summary>
    private static string FolderFor(IReadOnlyList<string> folders, IReadOnlyList<Revision> parents, string? given, string project)
    {
        if (given is not null)
        {
            var folder = Path.GetFullPath(given, project);
            return folders.Contains(folder) ? folder : throw new UsageException($"{folder} is not a versions folder of the project.", string.Join(", ", folders), "Add it to \"versions\" in retort.json.");
        }

        var parent = parents.Count == 0 ? null : Path.GetDirectoryName(parents[0].Source.File);
        return folders.FirstOrDefault(folder => folder == parent)
            ?? (folders is [var only] ? only : throw new UsageException("The project has several versions folders.", string.Join(", ", folders), "Say which with --version-path DIR."));
    }
}
