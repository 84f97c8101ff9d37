using System.CommandLine;
using Retort.Cli.Serving;

namespace Retort.Cli.Commands;

/// <summary><c>serve</c>: health endpoints and pages about the database, until a signal ends it.</summary>
internal static class ServeCommand
{
    private static readonly Option<string> Urls = new("--urls")
    {
        Description = "Where it listens, separated by semicolons; http://0.0.0.0:8080 lets other machines in.",
        HelpName = "URLS",
        DefaultValueFactory = _ => "http://localhost:5115",
    };

    private static readonly Option<bool> AutoUpgrade = new("--auto-upgrade") { Description = "Upgrades to the head before it listens, with the options of upgrade." };

    public static Command Create()
    {
        var command = RetortCli.New(
            "serve",
            "Serves pages about the database (revisions, plan, schema, drift, backups, history, a run as it goes) and the health endpoints /health, /health/ready and /health/live, until Ctrl-C. Nothing is changed.\n\nExample: retort serve --urls http://localhost:8080",
            [Urls, AutoUpgrade, .. RunCommand.RunOptions]);
        command.AllowOnlyWith(AutoUpgrade, RunCommand.RunOptions);
        command.SetWork(async (context, parsed, token) =>
        {
            var addresses = ServerAddress.Parse(parsed.GetValue(Urls)!);
            if (parsed.GetValue(AutoUpgrade) && await RunCommand.UpgradeAsync(parsed, ["head"], context, token) is var code && code != ExitCode.Done)
            {
                return code;
            }

            context.EndsBySignal = true;
            await using var server = new PageServer(context, addresses);
            await server.RunAsync(token);
            return ExitCode.Done;
        });
        return command;
    }
}
