using System.CommandLine;
using Retort.Cli.Output;
using Retort.Comparison;
using Retort.Targets;

namespace Retort.Cli.Commands;

/// <summary><c>drift</c>: the live database against what its revisions say.</summary>
internal static class DriftCommand
{
    public static Command Create(CliHost host)
    {
        var sql = new Option<bool>("--sql") { Description = "Prints the SQL that undoes the drift." };
        var command = RetortCli.New("drift", "Tells what was changed in the database behind the revisions' back.\n\nExample: retort drift --sql", sql);
        command.SetWork(host, async (context, parsed, token) =>
        {
            await using var migrator = context.OpenMigrator();
            var rows = await migrator.ReadVersionRowsAsync(token);
            await using var live = SchemaSource.Parse("database", context);
            var (schema, version) = await live.ReadAsync(token);
            var expected = (await new RevisionsTarget(context.Revisions, rows, context.ReplayOptions).ReadAsync(live.Context, token)).Schema;
            var isScript = parsed.GetValue(sql);
            var comparison = isScript ? SchemaComparer.Compare(schema, expected, live.Dialect, version) : SchemaComparer.Compare(expected, schema, live.Dialect, version);
            ComparisonOutput.Print(context, comparison, isScript, live.Dialect, version);
            return comparison.AreEqual ? ExitCode.Done : ExitCode.CheckFound;
        });
        return command;
    }
}
