using System.CommandLine;
using System.Text.Json.Nodes;
using Retort.Cli.Output;
using Retort.Revisions;

namespace Retort.Cli.Commands;

/// <summary><c>heads</c>: the ends of the graph.</summary>
internal static class HeadsCommand
{
    public static Command Create()
    {
        var command = RetortCli.New("heads", "Lists the revisions that nothing follows.\n\nExample: retort heads --json");
        command.SetWork(async (context, _, token) =>
        {
            var graph = await context.LoadGraphAsync(token);
            if (context.Json)
            {
                context.Print(new JsonObject
                {
                    ["heads"] = JsonOutput.Array(graph.Heads, head => new JsonObject
                    {
                        ["revision"] = head.Id.Value,
                        ["labels"] = JsonOutput.Array(graph.LabelsOf(head)),
                        ["message"] = head.Message,
                    }),
                });
                return ExitCode.Done;
            }

            foreach (var line in graph.Heads.SelectMany(head => context.Verbose ? RevisionText.Long(graph, head) : [$"{head.Id}{RevisionText.Marks(graph, head)}"]))
            {
                context.Out.WriteLine(line);
            }

            return ExitCode.Done;
        });
        return command;
    }
}

/// <summary><c>branches</c>: the forks of the graph.</summary>
internal static class BranchesCommand
{
    public static Command Create()
    {
        var command = RetortCli.New("branches", "Lists the revisions that several others follow.\n\nExample: retort branches --verbose");
        command.SetWork(async (context, _, token) =>
        {
            var graph = await context.LoadGraphAsync(token);
            var points = graph.Revisions.Where(graph.IsBranchPoint).ToList();
            if (context.Json)
            {
                context.Print(new JsonObject
                {
                    ["branches"] = JsonOutput.Array(points, point => new JsonObject
                    {
                        ["revision"] = point.Id.Value,
                        ["message"] = point.Message,
                        ["children"] = JsonOutput.Array(graph.ChildrenOf(point).Select(child => child.Id)),
                    }),
                });
                return ExitCode.Done;
            }

            foreach (var point in points)
            {
                foreach (var line in context.Verbose ? RevisionText.Long(graph, point) : [$"{point.Id}{RevisionText.Marks(graph, point)}"])
                {
                    context.Out.WriteLine(line);
                }

                foreach (var child in graph.ChildrenOf(point))
                {
                    context.Out.WriteLine($"{new string(' ', point.Id.Value.Length)} -> {child.Id}{RevisionText.Marks(graph, child)}{(context.Verbose ? $", {child.Message}" : "")}");
                }
            }

            return ExitCode.Done;
        });
        return command;
    }
}

/// <summary><c>show</c>: revisions in full.</summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        var target = new Argument<string>("REV") { Description = "An id, a label, head, heads, current, ..." };
        var command = RetortCli.New("show", "Shows a revision in full.\n\nExample: retort show head", target);
        command.SetWork(async (context, parsed, token) =>
        {
            var (graph, revisions) = await context.ResolveAsync(await context.LoadGraphAsync(token), parsed.GetValue(target)!, token);
            if (context.Json)
            {
                context.Print(new JsonObject { ["revisions"] = JsonOutput.Array(revisions, revision => RevisionText.ToJson(graph, revision)) });
                return ExitCode.Done;
            }

            foreach (var line in revisions.SelectMany(revision => RevisionText.Long(graph, revision)))
            {
                context.Out.WriteLine(line);
            }

            return ExitCode.Done;
        });
        return command;
    }
}
