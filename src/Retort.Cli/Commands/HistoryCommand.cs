using System.CommandLine;
using System.Text.Json.Nodes;
using Retort.Cli.Output;
using Retort.Dialects;
using Retort.Reporting;
using Retort.Revisions;

namespace Retort.Cli.Commands;

/// <summary><c>history</c>: the revisions, newest first, or as a tree.</summary>
internal static class HistoryCommand
{
    private const string Svg = "svg";

    private sealed record Options(string? Range, bool IndicateCurrent, bool Graph, string Format, string? Output);

    public static Command Create()
    {
        var range = new Option<string?>("--rev-range", "-r") { Description = "FROM:TO; either end may be left out, and may be current.", HelpName = "RANGE" };
        var indicate = new Option<bool>("--indicate-current", "-i") { Description = "Marks where the database is." };
        var graph = new Option<bool>("--graph") { Description = "Draws the tree, with heads and the current revisions marked." };
        var output = OutputFile.NewOption();
        var format = OutputFile.FormatOption("With --graph: text, or svg for a picture.", output, "text", Svg);
        var command = RetortCli.New("history", "Lists the revisions.\n\nExample: retort history -r -3: --graph", range, indicate, graph, format, output);
        command.SetWork((context, parsed, token) => RunAsync(
            new(parsed.GetValue(range), parsed.GetValue(indicate), parsed.GetValue(graph), parsed.GetValue(format)!, parsed.GetValue(output)), context, token));
        return command;
    }

    private static async Task<int> RunAsync(Options options, CommandContext context, CancellationToken cancellationToken)
    {
        var graph = await context.LoadGraphAsync(cancellationToken);
        if (options.Range?.Contains(':', StringComparison.Ordinal) == false)
        {
            throw new UsageException($"\"{options.Range}\" is not a range.", hint: $"Write {options.Range}: for everything from there on, or :{options.Range} for everything up to there.");
        }

        if (options.Format == Svg && !options.Graph)
        {
            throw new UsageException("Only the graph can be drawn as SVG.", hint: "Add --graph: retort history --graph -o history.svg");
        }

        IReadOnlyList<string>? rows = null;
        if (options.IndicateCurrent || options.Range?.Contains("current", StringComparison.Ordinal) == true)
        {
            (graph, rows) = await ReadDatabaseAsync(context, cancellationToken);
        }
        else if ((options.Graph || context.Json) && await TryReadDatabaseAsync(context, cancellationToken) is { } found)
        {
            (graph, rows) = found;
        }

        var revisions = graph.Range(RevisionRange.Parse(options.Range ?? ":"), rows);
        if (options.Format == Svg)
        {
            await OutputFile.WriteAsync(context, Svg, RevisionGraphSvg.Write(graph, revisions, rows), options.Output, cancellationToken);
            return ExitCode.Done;
        }

        var current = rows?.ToHashSet(StringComparer.Ordinal);
        if (context.Json)
        {
            context.Print(new JsonObject { ["revisions"] = JsonOutput.Array(revisions, revision => RevisionText.ToJson(graph, revision, current)) });
            return ExitCode.Done;
        }

        var lines = options.Graph
            ? RevisionGraphText.Draw(graph, revisions, current)
            : revisions.SelectMany(revision => context.Verbose ? RevisionText.Long(graph, revision, current) : [RevisionText.Line(graph, revision, current)]);
        await OutputFile.WriteAsync(context, options.Format, string.Concat(lines.Select(line => $"{line}\n")), options.Output, cancellationToken);
        return ExitCode.Done;
    }

    /// <summary>The version rows, and the graph that they are in: a database in the middle of a squash has the revisions of that in it.</summary>
    private static async Task<(RevisionGraph Graph, IReadOnlyList<string> Rows)> ReadDatabaseAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var migrator = context.OpenMigrator();
        return await migrator.LoadGraphAndVersionRowsAsync(cancellationToken);
    }

    /// <summary>A picture of the files is worth having where no database is: nothing is marked as current then.</summary>
    private static async Task<(RevisionGraph Graph, IReadOnlyList<string> Rows)?> TryReadDatabaseAsync(CommandContext context, CancellationToken cancellationToken)
    {
        try
        {
            return context.Settings.Url is null ? null : await ReadDatabaseAsync(context, cancellationToken);
        }
        catch (DatabaseConnectionException e)
        {
            context.Say($"the current revision is not known: {e.Message}");
            return null;
        }
    }
}
