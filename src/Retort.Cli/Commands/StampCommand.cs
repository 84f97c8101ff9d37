using System.CommandLine;
using System.Text.Json.Nodes;
using Retort.Cli.Output;
using Retort.Revisions;

namespace Retort.Cli.Commands;

/// <summary><c>stamp</c>: record where a database is without running anything.</summary>
internal static class StampCommand
{
    public static Command Create()
    {
        var targets = new Argument<string[]>("REV") { Description = "The revisions the database is at; base for none.", Arity = ArgumentArity.OneOrMore };
        var purge = new Option<bool>("--purge") { Description = "Throws the recorded revisions away first, known or not." };
        var sql = new Option<bool>("--sql") { Description = "Prints a script instead." };
        var command = RetortCli.New("stamp", "Records revisions as applied without running them.\n\nExample: retort stamp head", targets, purge, sql);
        command.SetWork(async (context, parsed, token) =>
        {
            await using var migrator = context.OpenMigrator();
            var named = parsed.GetValue(targets)!;
            if (parsed.GetValue(sql))
            {
                await context.Out.WriteAsync(await migrator.WriteStampScriptAsync(named, token));
                return ExitCode.Done;
            }

            var report = await migrator.StampAsync(named, parsed.GetValue(purge), token);
            if (context.Json)
            {
                context.Print(new JsonObject { ["before"] = JsonOutput.Array(report.Before), ["current"] = JsonOutput.Array(report.After) });
                return ExitCode.Done;
            }

            context.Say($"stamped: {Name(report.Before)} -> {Name(report.After)}");
            return ExitCode.Done;
        });
        return command;
    }

    private static string Name<T>(IReadOnlyCollection<T> rows) => rows.Count == 0 ? "base" : string.Join(", ", rows);
}

/// <summary><c>ensure-version</c>: make the version table and the history table.</summary>
internal static class EnsureVersionCommand
{
    public static Command Create()
    {
        var command = RetortCli.New("ensure-version", "Creates the version table and the history table where they are missing.\n\nExample: retort ensure-version");
        command.SetWork(async (context, _, token) =>
        {
            await using var migrator = context.OpenMigrator();
            await migrator.EnsureVersionTablesAsync(token);
            return ExitCode.Done;
        });
        return command;
    }
}
