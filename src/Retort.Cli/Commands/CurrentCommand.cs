using System.CommandLine;
using System.Text.Json.Nodes;
using Retort.Cli.Output;
using Retort.Revisions;

namespace Retort.Cli.Commands;

/// <summary><c>current</c>: where the database is.</summary>
internal static class CurrentCommand
{
    public static Command Create()
    {
        var checkHeads = new Option<bool>("--check-heads") { Description = "Exits with 3 unless all revisions are applied." };
        var command = RetortCli.New("current", "Shows the revisions a database is at.\n\nExample: retort current --check-heads", checkHeads);
        command.SetWork((context, parsed, token) => RunAsync(parsed.GetValue(checkHeads), context, token));
        return command;
    }

    private static async Task<int> RunAsync(bool checkHeads, CommandContext context, CancellationToken cancellationToken)
    {
        await using var migrator = context.OpenMigrator();
        var (graph, rows) = await migrator.LoadGraphAndVersionRowsAsync(cancellationToken);
        var current = graph.Current(rows);
        var interrupted = await migrator.FindInterruptedAsync(cancellationToken);
        if (context.Json)
        {
            context.Print(new JsonObject
            {
                ["current"] = JsonOutput.Array(current, revision => new JsonObject
                {
                    ["revision"] = revision.Id.Value,
                    ["isHead"] = graph.IsHead(revision),
                    ["message"] = revision.Message,
                }),
                ["interrupted"] = JsonOutput.Array(interrupted.Select(one => one.Revision)),
            });
        }
        else
        {
            foreach (var revision in current)
            {
                foreach (var line in context.Verbose ? RevisionText.Long(graph, revision) : [$"{revision.Id}{RevisionText.Marks(graph, revision, labels: false)}"])
                {
                    context.Out.WriteLine(line);
                }
            }
        }

        foreach (var one in interrupted)
        {
            context.Say($"{one.Revision} is applied in part: it is running now, or was interrupted and `{one.Command}` finishes it");
        }

        if (!checkHeads || interrupted.IsEmpty && graph.IsAtHeads(current.Select(revision => revision.Id)))
        {
            return ExitCode.Done;
        }

        context.Say("not at the heads: see `retort upgrade --dry-run`");
        return ExitCode.CheckFound;
    }
}
