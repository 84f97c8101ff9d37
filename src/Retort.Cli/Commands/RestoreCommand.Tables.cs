using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Retort.Backups;
using Retort.Cli.Output;
using Retort.Dialects;
using Retort.Schema;

namespace Retort.Cli.Commands;

/// <content>The rows of some tables.</content>
internal static partial class RestoreCommand
{
    private static async Task<int> RunTablesAsync(CommandContext context, ParseResult parsed, string name, ImmutableArray<ObjectName> names, CancellationToken cancellationToken)
    {
        var into = parsed.GetValue(Into);
        await using var database = context.OpenRestorable();
        var backup = new BackupCatalog(context.Settings.Backup.Folder).Find(name);
        await RestorationOf(context, database, new BackupLine(null)).RequireFitAsync(backup, isBeside: into is not null, isOfTables: true, cancellationToken);
        var tables = TableSelection.Of(backup, names, context.Settings.Tables);
        JsonObject document;
        if (into is null)
        {
            document = await ReplaceRowsAsync(context, parsed, database, backup, names, tables, cancellationToken);
        }
        else
        {
            var address = await BackupLine.RunAsync(context, progress => RestorationOf(context, database, progress).RestoreBesideAsync(backup, into, tables, cancellationToken));
            document = new JsonObject { ["database"] = address, ["backup"] = null };
            context.Say($"restored {RowsOf(tables)} of {backup.Metadata.File} into {address}");
        }

        if (context.Json)
        {
            document["tables"] = JsonOutput.Array(tables, table => new JsonObject { ["schema"] = table.Schema, ["name"] = table.Name, ["rows"] = table.Rows });
            document["restored"] = BackupText.ToJson(backup);
            context.Print(document);
        }

        return ExitCode.Done;
    }

    private static async Task<JsonObject> ReplaceRowsAsync(
        CommandContext context,
        ParseResult parsed,
        IRestorableDatabase database,
        Backup backup,
        ImmutableArray<ObjectName> names,
        ImmutableArray<TableContents> tables,
        CancellationToken cancellationToken)
    {
        var isSaved = parsed.GetValue(Safety) == "full";
        (await Consent.ReadAsync(context, parsed)).Require(
            "A restore of tables",
            $"In {database.DisplayName} {RowsOf(tables)} take the place of all rows that are there now.\nThey are those of {MomentOf(backup)}. What was written to these tables since is then {(isSaved ? "only in the backup that is made first" : "lost")}.",
            "with --into NAME");
        Backup? safety = null;
        var replaced = await BackupLine.RunAsync(
            context,
            progress => RestorationOf(context, database, progress).ReplaceRowsAsync(
                backup, names, tables, context.Settings.LockTimeout, async token => safety = isSaved ? await SaveTablesAsync(context, database, backup, tables, progress, token) : null, cancellationToken));
        context.Say($"restored {RowsOf(tables)}");
        Note(context, "no trigger fired: ", replaced.SilentTriggers);
        Note(context, "not checked, because they are not for rows that were there before: ", replaced.UncheckedKeys);
        if (safety is not null)
        {
            context.Say($"to undo: retort restore {Path.GetFileNameWithoutExtension(safety.Path)} --tables '{parsed.GetValue(Tables)!.Replace("'", "'\\''", StringComparison.Ordinal)}'");
        }

        return new JsonObject
        {
            ["database"] = backup.Metadata.Database,
            ["silentTriggers"] = JsonOutput.Array(replaced.SilentTriggers),
            ["uncheckedKeys"] = JsonOutput.Array(replaced.UncheckedKeys),
            ["backup"] = safety is null ? null : BackupText.ToJson(safety),
        };
    }

    private static Task<Backup> SaveTablesAsync(CommandContext context, IRestorableDatabase database, Backup backup, ImmutableArray<TableContents> tables, IProgress<BackupProgress> progress, CancellationToken cancellationToken)
    {
        var full = BackupRequest.Full(context.Settings.Tables.Version, ReasonOf(backup));
        return database.CanBackUpTables
            ? BackUpAsync(context, database, full with { Kind = BackupKind.Affected, Tables = [.. tables.Select(table => new ObjectName(table.Schema, table.Name))] }, "the present rows", progress, cancellationToken)
            : BackUpAsync(context, database, full, "the present database", progress, cancellationToken);
    }

    private static Restoration RestorationOf(CommandContext context, IRestorableDatabase database, IProgress<BackupProgress> progress) =>
        new(database, context.Settings.Tables.Version, context.Host.Clock, progress);

    private static void Note(CommandContext context, string what, ImmutableArray<string> names)
    {
        if (!names.IsEmpty)
        {
            context.Say(what + string.Join(", ", names));
        }
    }

    private static string RowsOf(ImmutableArray<TableContents> tables) =>
        string.Join(", ", tables.Select(table => string.Create(CultureInfo.InvariantCulture, $"{table.Rows} {(table.Rows == 1 ? "row" : "rows")} of {table}")));
}
