using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json.Nodes;
using Retort.Cli.Output;
using Retort.Revisions;
using Retort.Verification;

namespace Retort.Cli.Commands;

/// <summary><c>merge</c>: one revision with several parents.</summary>
internal static class MergeCommand
{
    public static Command Create()
    {
        var targets = new Argument<string[]>("REV") { Description = "The revisions to join; all heads without them.", Arity = ArgumentArity.ZeroOrMore };
        var commute = new Option<bool>("--check-commute") { Description = "Applies the heads to scratch databases in both orders first, and merges only when that comes to the same; exits with 3 otherwise." };
        var command = RetortCli.New(
            "merge", "Joins heads by a revision with several parents.\n\nExample: retort merge heads -m \"Merge billing and search\"",
            targets, RevisionCommand.Message, RevisionCommand.Sql, RevisionCommand.BranchLabel, RevisionCommand.RevId, RevisionCommand.Splice, commute);
        command.SetWork(async (context, parsed, token) =>
        {
            var graph = await context.LoadGraphAsync(token);
            var parents = graph.ParentsOfMerge(parsed.GetValue(targets) ?? [], parsed.GetValue(RevisionCommand.Splice));
            if (parsed.GetValue(commute) && await FindConflictsAsync(context, parents, token) is { IsEmpty: false } conflicts)
            {
                Print(context, conflicts);
                return ExitCode.CheckFound;
            }

            await RevisionCommand.WriteAsync(context, parsed, graph, parents, [], null, token);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<ImmutableArray<MergeConflict>> FindConflictsAsync(CommandContext context, IReadOnlyList<Revision> parents, CancellationToken cancellationToken)
    {
        await using var migrator = context.OpenMigrator();
        return await migrator.FindConflictsAsync(parents, cancellationToken);
    }

    private static void Print(CommandContext context, ImmutableArray<MergeConflict> conflicts)
    {
        if (context.Json)
        {
            context.Print(new JsonObject
            {
                ["conflicts"] = JsonOutput.Array(conflicts, conflict => new JsonObject
                {
                    ["first"] = conflict.First.Id.Value,
                    ["second"] = conflict.Second.Id.Value,
                    ["operations"] = JsonOutput.Array(conflict.Difference, ComparisonOutput.Describe),
                    ["failure"] = conflict.Failure,
                }),
            });
            return;
        }

        foreach (var conflict in conflicts)
        {
            context.Out.WriteLine($"{conflict.First.Id} and {conflict.Second.Id} do not commute{(conflict.Failure is null ? "; the second order would still need:" : $": {conflict.Failure}")}");
            foreach (var operation in conflict.Difference)
            {
                context.Out.WriteLine($"  {ComparisonOutput.Line(operation)}");
            }
        }

        context.Say("nothing was merged: let one revision depend on the other (--depends-on), or settle it in the merge without --check-commute");
    }
}
