using System.CommandLine;
using Retort.Cli.Output;
using Retort.Reporting;
using Retort.Targets;

namespace Retort.Cli.Commands;

/// <summary><c>diff</c>: what turns one schema into another.</summary>
internal static class DiffCommand
{
    public static Command Create()
    {
        var from = NewSource("FROM", "The schema as it is");
        var to = NewSource("TO", "The schema as it shall be");
        var sql = new Option<bool>("--sql") { Description = "Prints the SQL that turns FROM into TO." };
        var command = RetortCli.New("diff", "Tells what turns one schema into another; needs no project for addresses.\n\nExample: retort diff database model", from, to, sql);
        command.SetWork(async (context, parsed, token) =>
        {
            await using var before = SchemaSource.Parse(parsed.GetValue(from)!, context);
            await using var after = SchemaSource.Parse(parsed.GetValue(to)!, context);
            if (before.Dialect.Engine != after.Dialect.Engine)
            {
                throw new UsageException($"A schema of {before.Dialect.Engine} cannot be compared with one of {after.Dialect.Engine}.", hint: "Name two schemas of the same engine.");
            }

            var readings = await Task.WhenAll(before.ReadAsync(token), after.ReadAsync(token));
            var ((present, version), (wanted, _)) = (readings[0], readings[1]);
            var comparison = await TargetComparer.CompareAsync(present.Schema, wanted, context.SettingsOrDefaults.Filter, before.Context, version, token);
            if (parsed.GetValue(sql))
            {
                context.Out.Write(await SchemaScript.WriteChangeAsync(present.Schema, comparison.Operations, before.Context.Database, version, token));
            }
            else if (context.Json)
            {
                context.Print(ComparisonOutput.Describe(comparison));
            }
            else
            {
                ComparisonOutput.Print(context, comparison);
            }

            return comparison.AreEqual ? ExitCode.Done : ExitCode.CheckFound;
        });
        return command;
    }

    private static Argument<string> NewSource(string name, string what) => new(name) { Description = $"{what}: database, model, revision:ID, file:PATH, or the address of a database." };
}
