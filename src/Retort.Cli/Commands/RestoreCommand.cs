using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Retort.Backups;
using Retort.Cli.Output;
using Retort.Dialects;

namespace Retort.Cli.Commands;

/// <summary><c>restore</c>: bring a backup back.</summary>
internal static partial class RestoreCommand
{
    private static readonly Argument<string?> Name = new("BACKUP")
    {
        Description = "The name of a backup, or its beginning, or the path of its file; without it they are listed, and nothing is restored.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Into = new("--into") { Description = "Restores into a new database beside, and leaves the present one alone; on SQLite a file.", HelpName = "NAME" };
    private static readonly Option<bool> InPlace = new("--in-place") { Description = "Replaces the contents in one transaction, where the database cannot be renamed." };
    private static readonly Option<string> Safety = new Option<string>("--backup") { Description = "Which backup of the present database is made first.", HelpName = "full|none", DefaultValueFactory = _ => "full" }.AcceptOnlyFromAmong("full", "none");

    private static readonly Option<string?> Tables = TableNames.Option("Puts back only the rows of these tables, in one transaction; with --into only they come along.");

    public static Command Create()
    {
        var command = RetortCli.New(
            "restore",
            "Brings a backup back: verifies it, restores it into a new database, compares everything, and puts that in the place of the old one, which stays under another name.\n\nExample: retort restore app_20261121_194500",
            [Name, Tables, Into, InPlace, Safety, .. Consent.Options]);
        command.Validators.Add(result =>
        {
            if (result.GetValue(InPlace) && result.GetValue(Into) is not null)
            {
                result.AddError("--in-place and --into exclude each other.");
            }

            if (result.GetValue(InPlace) && result.GetValue(Tables) is not null)
            {
                result.AddError("--tables puts rows back in place already: leave --in-place out.");
            }
        });
        command.SetWork(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(Name) is not { } name)
        {
            throw NameMissing(context);
        }

        if (parsed.GetValue(Tables) is { } tables)
        {
            return await RunTablesAsync(context, parsed, name, TableNames.Parse(tables), cancellationToken);
        }

        var into = parsed.GetValue(Into);
        var isSaved = parsed.GetValue(Safety) == "full";
        await using var database = context.OpenRestorable();
        var backup = new BackupCatalog(context.Settings.Backup.Folder).Find(name);
        await new Restoration(database, context.Settings.Tables.Version, context.Host.Clock, new BackupLine(null)).RequireFitAsync(backup, isBeside: into is not null, isOfTables: false, cancellationToken);
        var exists = await database.ExistsAsync(cancellationToken);
        if (into is null)
        {
            var remains = parsed.GetValue(InPlace) ? isSaved ? "only in the backup that is made first" : "lost" : "only in the old one, which stays under another name";
            Confirm(await Consent.ReadAsync(context, parsed), backup, database, exists, remains);
        }

        var request = BackupRequest.Full(context.Settings.Tables.Version, ReasonOf(backup));
        var safety = into is null && exists && isSaved ? await BackupLine.RunAsync(context, progress => BackUpAsync(context, database, request, "the present database", progress, cancellationToken)) : null;
        var document = await BackupLine.RunAsync(context, progress =>
            RestoreAsync(context, new Restoration(database, context.Settings.Tables.Version, context.Host.Clock, progress), backup, into, parsed.GetValue(InPlace) && exists, cancellationToken));
        if (context.Json)
        {
            document["restored"] = BackupText.ToJson(backup);
            document["backup"] = safety is null ? null : BackupText.ToJson(safety);
            context.Print(document);
        }

        return ExitCode.Done;
    }

    /// <summary>The error for a restore of nothing in particular, below the list of what there is; a script has <c>backup list --json</c> for that.</summary>
    private static UsageException NameMissing(CommandContext context)
    {
        var entries = new BackupCatalog(context.Settings.Backup.Folder).List();
        if (!context.Json && entries.Count > 0)
        {
            BackupCommand.PrintList(context);
        }

        var newest = entries.Select(entry => entry.Backup).OfType<Backup>().FirstOrDefault();
        return newest is null
            ? new("There is no backup to restore.", $"Folder {context.Settings.Backup.Folder}.", "Make one: retort backup create")
            : new("A restore needs the name of a backup.", hint: $"The newest: retort restore {Path.GetFileName(Backup.StemOf(newest.Path))}");
    }

    private static async Task<JsonObject> RestoreAsync(CommandContext context, Restoration restoration, Backup backup, string? into, bool inPlace, CancellationToken cancellationToken)
    {
        if (into is not null)
        {
            var address = await restoration.RestoreBesideAsync(backup, into, null, cancellationToken);
            context.Say($"restored {backup.Metadata.File} into {address}");
            return new JsonObject { ["database"] = address };
        }

        if (inPlace)
        {
            await restoration.RestoreInPlaceAsync(backup, context.Settings.LockTimeout, cancellationToken);
            context.Say($"restored {backup.Metadata.File}");
            return new JsonObject { ["database"] = backup.Metadata.Database };
        }

        var replaced = await restoration.ReplaceAsync(backup, cancellationToken);
        context.Say($"restored {backup.Metadata.File}");
        if (replaced.Kept is not null)
        {
            context.Say($"the old database is {replaced.Kept}\nto undo:          {replaced.Undo}\nto throw it away: {replaced.Discard}");
        }

        return new JsonObject { ["database"] = backup.Metadata.Database, ["kept"] = replaced.Kept, ["undo"] = replaced.Undo, ["discard"] = replaced.Discard };
    }

    private static async Task<Backup> BackUpAsync(CommandContext context, IRestorableDatabase database, BackupRequest request, string what, IProgress<BackupProgress> progress, CancellationToken cancellationToken)
    {
        try
        {
            var safety = await new BackupWriter(context.Settings.Backup.Folder, context.Host.Clock, progress).CreateAsync(database, request, cancellationToken);
            context.Say($"backed up {what} to {BackupText.Title(safety, context)}");
            return safety;
        }
        catch (RetortException e)
        {
            throw new BackupNotMadeException(e);
        }
    }

    private static void Confirm(Consent consent, Backup backup, IRestorableDatabase database, bool exists, string remains)
    {
        if (exists)
        {
            consent.Require(
                "A restore",
                $"Database {database.DisplayName} goes back to {MomentOf(backup)}.\nWhat was written since is then {remains}.",
                "with --into NAME");
        }
    }

    private static string ReasonOf(Backup restored) => $"before restore of {restored.Metadata.File}";

    private static string MomentOf(Backup backup)
    {
        var revisions = backup.Metadata.Revisions.IsEmpty ? "the base" : string.Join(", ", backup.Metadata.Revisions);
        return $"{backup.Metadata.CreatedAt.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)}, when it was at {revisions}";
    }
}
