using System.CommandLine;
using Retort.Cli.Configuration;
using Retort.Cli.Output;
using Retort.Comparison;
using Retort.Reporting;

namespace Retort.Cli.Commands;

/// <summary><c>drift</c>: the live database against what its revisions say.</summary>
internal static class DriftCommand
{
    public const string FoundByFingerprint = "the schema is not the one that the last run left";

    private static readonly Option<bool> Sql = new("--sql") { Description = "Prints the SQL that undoes the drift; with --adopt, writes a SQL file instead of a C# one." };
    private static readonly Option<bool> Adopt = new("--adopt") { Description = "Writes a revision that accepts the drift, and proves it in a scratch database." };

    public static Command Create()
    {
        var command = RetortCli.New(
            "drift", "Tells what was changed in the database behind the revisions' back.\n\nExample: retort drift --adopt -m \"Accept the index made by hand\"",
            Sql, Adopt, RevisionCommand.Message, RevisionCommand.RevId, RevisionCommand.VersionPath);
        command.AllowOnlyWith(Adopt, RevisionCommand.Message, RevisionCommand.RevId, RevisionCommand.VersionPath);
        command.SetWork((context, parsed, token) =>
            parsed.GetValue(Adopt) ? AdoptAsync(context, parsed, token) : parsed.GetValue(Sql) ? PrintScriptAsync(context, token) : ReportAsync(context, token));
        return command;
    }

    private static async Task<int> ReportAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var migrator = context.OpenMigrator();
        var drift = await migrator.FindDriftAsync(cancellationToken);
        if (context.Json)
        {
            var document = ComparisonOutput.Describe(drift.Difference ?? new SchemaComparison { Operations = [] });
            document["equal"] = !drift.IsFound;
            document["comparedWith"] = drift.IsReplayed ? "revisions" : "fingerprint";
            context.Print(document);
        }
        else if (drift.IsReplayed)
        {
            ComparisonOutput.Print(context, drift.Difference);
        }
        else if (drift.IsFound)
        {
            context.Out.WriteLine(FoundByFingerprint);
        }

        if (!drift.IsReplayed)
        {
            context.Say($"compared with the fingerprint that the last run left, because the revisions could not be replayed: {drift.Obstacle.Message}");
        }

        await SayInterruptedAsync(context, migrator, cancellationToken);
        context.Say(drift.IsFound ? "see `retort drift --sql` to undo it, `retort drift --adopt -m TEXT` to keep it" : "no drift");
        return drift.IsFound ? ExitCode.CheckFound : ExitCode.Done;
    }

    private static async Task<int> PrintScriptAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var migrator = context.OpenMigrator();
        var drift = await migrator.FindDriftAsync(cancellationToken);
        if (!drift.IsReplayed)
        {
            throw drift.Obstacle;
        }

        await using var database = DatabaseAddress.Open(context.Settings, context.Host, context.Say);
        var undoing = SchemaComparer.Compare(drift.Live, drift.Expected, database.Dialect, drift.ServerVersion);
        context.Out.Write(await SchemaScript.WriteChangeAsync(drift.Live, undoing.Operations, database, drift.ServerVersion, cancellationToken));
        return drift.IsFound ? ExitCode.CheckFound : ExitCode.Done;
    }

    /// <summary>Drift can be accepted only on top of everything there is: a revision that says what the database has must come last.</summary>
    private static async Task<int> AdoptAsync(CommandContext context, ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var migrator = context.OpenMigrator();
        var (graph, rows) = await migrator.LoadGraphAndVersionRowsAsync(cancellationToken);
        if (!graph.IsAtHeads(graph.Current(rows).Select(revision => revision.Id)))
        {
            throw new UsageException(
                "The database is not at the heads, so that what the revisions would still change cannot be told from drift.",
                hint: "Run `retort upgrade` first, or undo the drift: retort drift --sql");
        }

        await RevisionCommand.WriteAdoptionAsync(context, parsed, graph, graph.ParentsOfNew(), [], cancellationToken);
        return ExitCode.Done;
    }

    /// <summary>What a revision that is applied in part has made so far looks like drift.</summary>
    private static async Task SayInterruptedAsync(CommandContext context, Migrator migrator, CancellationToken cancellationToken)
    {
        foreach (var one in await migrator.FindInterruptedAsync(cancellationToken))
        {
            context.Say($"{one.Revision} is applied in part, and what it made so far counts as drift: `{one.Command}` finishes it");
        }
    }
}
