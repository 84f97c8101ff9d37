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

    private static readonly Option<bool> AllowChanges = new("--allow-changes") { Description = $"Lets whoever has the token upgrade, downgrade and back up from the page. The token is that of {OperatorToken.Variable}, or a new one, which is said once." };
    private static readonly Option<string?> TokenFile = new("--token-file") { Description = "A file that the token is in, such as a mounted secret.", HelpName = "PATH" };

    public static Command Create()
    {
        var command = RetortCli.New(
            "serve",
            "Serves pages about the database (revisions, plan, schema, drift, backups, history, a run as it goes) and the health endpoints /health, /health/ready and /health/live, until Ctrl-C. Without --allow-changes nothing is changed from there.\n\nExample: retort serve --urls http://localhost:8080",
            [Urls, AllowChanges, TokenFile, AutoUpgrade, .. RunCommand.RunOptions]);
        command.AllowOnlyWith(AllowChanges, TokenFile);
        command.AllowOnlyWith(AutoUpgrade, RunCommand.RunOptions);
        command.SetWork(async (context, parsed, token) =>
        {
            var addresses = ServerAddress.Parse(parsed.GetValue(Urls)!);
            var operators = parsed.GetValue(AllowChanges) ? OperatorToken.Read(parsed.GetValue(TokenFile), context.Host) : null;
            if (parsed.GetValue(AutoUpgrade) && await RunCommand.UpgradeAsync(parsed, ["head"], context, token) is var code && code != ExitCode.Done)
            {
                return code;
            }

            context.EndsBySignal = true;
            await using var server = new PageServer(context, addresses, operators, token);
            await server.RunAsync(token);
            return ExitCode.Done;
        });
        return command;
    }
}
