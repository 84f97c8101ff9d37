using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Retort.Backups;
using Retort.Cli.Output;
using Retort.Dialects;

namespace Retort.Cli.Commands;

/// <summary><c>backup</c>: make backups, list them, prove them, and remove old ones.</summary>
internal static class BackupCommand
{
    private static readonly Option<bool> All = new("--all") { Description = "Proves every backup in the folder." };

    public static Command Create()
    {
        var command = RetortCli.New("backup", "Makes backups, lists them, proves them by a restore, and removes old ones.\n\nExample: retort backup create --reason \"Before the sale\"");
        command.Subcommands.Add(CreateCreate());
        command.Subcommands.Add(CreateList());
        command.Subcommands.Add(CreateVerify());
        command.Subcommands.Add(CreatePrune());
        return command;
    }

    /// <summary>Prints the backups there are.</summary>
    public static void PrintList(CommandContext context)
    {
        var entries = new BackupCatalog(context.Settings.Backup.Folder).List();
        if (context.Json)
        {
            context.Print(new JsonObject
            {
                ["backups"] = JsonOutput.Array(entries.Select(entry => entry.Backup).OfType<Backup>(), BackupText.ToJson),
                ["unusable"] = JsonOutput.Array(
                    entries.Where(entry => entry.Problem is not null),
                    entry => new JsonObject { ["file"] = entry.Path, ["code"] = entry.Problem!.Code, ["problem"] = $"{entry.Problem.Message} {entry.Problem.Detail}".TrimEnd() }),
            });
            return;
        }

        foreach (var line in BackupText.Table(entries, context.Host.Clock.GetUtcNow()))
        {
            context.Out.WriteLine(line);
        }

        if (entries.Count == 0)
        {
            context.Say($"no backups in {context.Settings.Backup.Folder}");
        }
    }

    /// <summary>Makes a backup where the project keeps them, and removes what it no longer keeps.</summary>
    public static async Task<Backup> CreateAsync(CommandContext context, IRestorableDatabase database, BackupRequest request, IProgress<BackupProgress> progress, CancellationToken cancellationToken)
    {
        var backup = await new BackupWriter(context.Settings.Backup.Folder, context.Host.Clock, progress).CreateAsync(database, request, cancellationToken);
        await PruneAsync(context, database, cancellationToken);
        return backup;
    }

    /// <summary>Removes what the project no longer keeps of a database. That it cannot is no reason to stop.</summary>
    public static async Task PruneAsync(CommandContext context, IRestorableDatabase database, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var removed in await RemoveExpiredAsync(context, database, context.Settings.Backup.Retention, isDryRun: false, cancellationToken))
            {
                context.Say($"removed {removed.Metadata.File}, which is no longer kept");
            }
        }
        catch (Exception e) when (e is BackupException or IOException or UnauthorizedAccessException)
        {
            context.Say($"warning: old backups could not be removed: {e.Message}");
        }
    }

    private static Command CreateCreate()
    {
        var reason = new Option<string>("--reason") { Description = "Why it is made, kept with it.", HelpName = "TEXT", DefaultValueFactory = _ => "by hand" };
        var tables = TableNames.Option("Only the rows of these tables, and the definition of the schema (PostgreSQL); needs no pg_dump.");
        var command = RetortCli.New("create", "Makes a backup of the database.\n\nExample: retort backup create --reason \"Before the sale\"", tables, reason);
        command.SetWork(async (context, parsed, token) =>
        {
            await using var database = context.OpenRestorable();
            var request = RequestOf(parsed.GetValue(tables), database, context) with { Reason = parsed.GetValue(reason)! };
            var backup = await BackupLine.RunAsync(context, progress => CreateAsync(context, database, request, progress, token));
            if (context.Json)
            {
                context.Print(BackupText.ToJson(backup));
            }
            else
            {
                context.Say($"backed up to {BackupText.Title(backup, context)}");
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command CreateList()
    {
        var command = RetortCli.New("list", "Lists the backups, the newest first.\n\nExample: retort backup list --json");
        command.SetWork((context, _, _) =>
        {
            PrintList(context);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Command CreateVerify()
    {
        var names = new Argument<string[]>("BACKUP") { Description = "The name of a backup, or its beginning, or the path of its file.", Arity = ArgumentArity.ZeroOrMore };
        var command = RetortCli.New("verify", "Restores backups into a scratch database and compares everything; exits with 3 when one is not good.\n\nExample: retort backup verify --all", names, All);
        command.SetWork(async (context, parsed, token) =>
        {
            var catalog = new BackupCatalog(context.Settings.Backup.Folder);
            var entries = parsed.GetValue(All) ? catalog.List() : [.. parsed.GetValue(names)!.Select(name => Find(catalog, name))];
            if (entries.Count == 0)
            {
                throw new UsageException("No backup is named.", hint: "Name one of `retort backup list`, or say --all.");
            }

            var results = new List<JsonObject>();
            await using var database = context.OpenRestorable();
            foreach (var entry in entries)
            {
                results.Add(await VerifyAsync(context, database, entry, token));
            }

            if (context.Json)
            {
                context.Print(new JsonObject { ["backups"] = JsonOutput.Array(results, result => result) });
            }

            return results.TrueForAll(result => (bool)result["ok"]!) ? ExitCode.Done : ExitCode.CheckFound;
        });
        return command;
    }

    private static Command CreatePrune()
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Tells what would be removed, and removes nothing." };
        var command = RetortCli.New(
            "prune", "Removes backups of the database that are older than retentionDays, but never the newest keepLast good ones.\n\nExample: retort backup prune --dry-run", dryRun);
        command.SetWork(async (context, parsed, token) =>
        {
            var retention = context.Settings.Backup.Retention;
            if (!retention.IsLimited)
            {
                throw new UsageException("The project does not say how long backups are kept.", hint: "Set \"retentionDays\" or \"keepLast\" of \"backup\" in retort.json.");
            }

            await using var database = context.OpenRestorable();
            var isDryRun = parsed.GetValue(dryRun);
            var removed = await RemoveExpiredAsync(context, database, retention, isDryRun, token);
            if (context.Json)
            {
                context.Print(new JsonObject { ["dryRun"] = isDryRun, ["removed"] = JsonOutput.Array(removed, BackupText.ToJson) });
                return ExitCode.Done;
            }

            foreach (var backup in removed)
            {
                context.Out.WriteLine($"{(isDryRun ? "would remove" : "removed")} {backup.Metadata.File} ({ByteSize.Of(backup.Metadata.Bytes)})");
            }

            context.Say(removed.Count == 0 ? "nothing to remove" : string.Create(
                CultureInfo.InvariantCulture, $"{removed.Count} {(removed.Count == 1 ? "backup" : "backups")}, {ByteSize.Of(removed.Sum(backup => backup.Metadata.Bytes))}"));
            return ExitCode.Done;
        });
        return command;
    }

    private static BackupRequest RequestOf(string? tables, IRestorableDatabase database, CommandContext context)
    {
        var full = BackupRequest.Full(context.Settings.Tables.Version, "");
        if (tables is null)
        {
            return full;
        }

        if (!database.CanBackUpTables)
        {
            throw new UsageException($"A backup of {database.DisplayName} is always of the whole file.", hint: "Leave --tables out.");
        }

        return full with { Kind = BackupKind.Affected, Tables = TableNames.Parse(tables) };
    }

    private static BackupEntry Find(BackupCatalog catalog, string name)
    {
        try
        {
            var backup = catalog.Find(name);
            return new BackupEntry(backup.Path, backup, null);
        }
        catch (UnfitBackupException problem)
        {
            return new BackupEntry(name, null, problem);
        }
    }

    private static async Task<JsonObject> VerifyAsync(CommandContext context, IRestorableDatabase database, BackupEntry entry, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(entry.Path);
        try
        {
            var backup = entry.Backup ?? throw entry.Problem!;
            var proved = await BackupLine.RunAsync(
                context, progress => BackupProof.RunAsync(backup, database, context.Settings.Tables.Version, context.Host.Clock, progress, cancellationToken));
            if (!context.Json)
            {
                context.Out.WriteLine($"{name}: good");
            }

            var result = BackupText.ToJson(proved);
            result["ok"] = true;
            return result;
        }
        catch (BackupException e)
        {
            if (!context.Json)
            {
                context.Out.WriteLine($"{name}: not good. {e.Message}{(e.Detail is null ? "" : $"\n  {e.Detail.Replace("\n", "\n  ", StringComparison.Ordinal)}")}");
            }

            return new JsonObject { ["file"] = entry.Path, ["ok"] = false, ["code"] = e.Code, ["problem"] = e.Message, ["detail"] = e.Detail };
        }
    }

    private static async Task<IReadOnlyList<Backup>> RemoveExpiredAsync(
        CommandContext context, IRestorableDatabase database, BackupRetention retention, bool isDryRun, CancellationToken cancellationToken)
    {
        var catalog = new BackupCatalog(context.Settings.Backup.Folder);
        var expired = await retention.FindExpiredAsync(catalog, database.Dialect.Engine, database.BackupName, context.Host.Clock.GetUtcNow(), cancellationToken);
        foreach (var backup in isDryRun ? [] : expired)
        {
            BackupCatalog.Remove(backup);
        }

        return expired;
    }
}
