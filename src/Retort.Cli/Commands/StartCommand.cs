using System.CommandLine;

namespace Retort.Cli.Commands;

/// <summary><c>start</c>: upgrade, then become the application.</summary>
internal static class StartCommand
{
    public static Command Create()
    {
        var words = new Argument<string[]>("COMMAND") { Description = "After --: the application and its arguments.", Arity = ArgumentArity.OneOrMore };
        var command = RetortCli.New(
            "start",
            "Upgrades to the head, then replaces itself with an application, which gets its signals and leaves its exit code. When the upgrade fails, the application is not started.\n\nExample: retort start --yes -- dotnet Shop.dll",
            [words, .. RunCommand.RunOptions]);
        command.SetWork(async (context, parsed, token) =>
        {
            // A word that is mistyped is told before the database is changed.
            var application = Application.Find(parsed.GetValue(words)!, context.Host);
            var code = await RunCommand.UpgradeAsync(parsed, ["head"], context, token);
            token.ThrowIfCancellationRequested();
            return code == ExitCode.Done ? await application.BecomeAsync() : code;
        });
        return command;
    }
}
