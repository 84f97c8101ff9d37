using System.Collections.Concurrent;
using System.CommandLine;
using System.CommandLine.Parsing;
using Retort.Cli.Commands;
using Retort.Cli.Output;

namespace Retort.Cli;

/// <summary>The <c>retort</c> command.</summary>
internal static class RetortCli
{
    private static readonly (string Name, Func<Command> Create)[] Commands =
    [
        ("init", InitCommand.Create), ("revision", RevisionCommand.Create), ("merge", MergeCommand.Create), ("squash", SquashCommand.Create), ("edit", EditCommand.Create),
        ("templates", TemplatesCommand.Create), ("compile", CompileCommand.Create), ("upgrade", RunCommand.CreateUpgrade), ("downgrade", RunCommand.CreateDowngrade),
        ("start", StartCommand.Create), ("stamp", StampCommand.Create), ("ensure-version", EnsureVersionCommand.Create), ("status", StatusCommand.Create), ("report", ReportCommand.Create),
        ("serve", ServeCommand.Create), ("current", CurrentCommand.Create), ("history", HistoryCommand.Create), ("show", ShowCommand.Create), ("heads", HeadsCommand.Create),
        ("branches", BranchesCommand.Create), ("plan", PlanCommand.Create), ("verify", VerifyCommand.Create), ("doctor", DoctorCommand.Create), ("lint", LintCommand.Create),
        ("check", CheckCommand.Create), ("diff", DiffCommand.Create), ("drift", DriftCommand.Create), ("schema", SchemaCommand.Create), ("backup", BackupCommand.Create),
        ("restore", RestoreCommand.Create), ("k8s", KubernetesCommand.Create), ("completion", CompletionCommand.Create),
    ];

    // Each is made once: an option never forgets a command that it was given to, and walks along all of them when it is given to another.
    private static readonly ConcurrentDictionary<string, Lazy<RootCommand>> Trees = new(StringComparer.Ordinal);

    /// <summary>The tree of all commands.</summary>
    public static RootCommand Root => Tree("", Commands);

    /// <summary>Whether a word of a command line names a command.</summary>
    public static bool IsCommand(string word) => Array.Exists(Commands, command => command.Name == word);

    /// <summary>Runs a command line and returns the exit code.</summary>
    public static async Task<int> RunAsync(string[] args, CliHost host)
    {
        var parsed = TreeOf(args).Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Errors.Count > 0)
        {
            // What is wrong is told with all commands in sight.
            parsed = Root.Parse(args);
        }

        if ((parsed.Errors.Count > 0 ? Misread(parsed) : OptionTakenForArgument(args, parsed)) is { } wrong)
        {
            ErrorOutput.Write(wrong, args.Contains("--json"), verbose: false, host);
            return ExitCode.Usage;
        }

        return await parsed.InvokeAsync(new Invocation(host) { Output = host.Out, Error = host.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    /// <summary>The error for an option that a command does not have.</summary>
    private static UsageException UnknownOption(Command command, string option) =>
        Unknown("option", option, command.Options.Concat(GlobalOptions.All).Select(known => known.Name), $"See `{NameOf(command)} --help`.");

    /// <summary>An option that the command does not have, where there was room for an argument; what stands behind a bare <c>--</c> is somebody else's.</summary>
    private static UsageException? OptionTakenForArgument(string[] args, ParseResult parsed) =>
        !args.Contains("--") && parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).FirstOrDefault(token => token.Value.StartsWith("--", StringComparison.Ordinal)) is { } option
            ? UnknownOption(parsed.CommandResult.Command, option.Value)
            : null;

    private static UsageException Misread(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        return (command, parsed.UnmatchedTokens is [var first, ..] ? first : null) switch
        {
            (RootCommand root, { } word) => Unknown("command", word, root.Subcommands.Select(known => known.Name), "See `retort --help`."),
            (_, ['-', '-', ..] option) => UnknownOption(command, option),
            ({ Subcommands.Count: > 0 }, { } word) => Unknown("command", word, command.Subcommands.Select(known => known.Name), $"See `{NameOf(command)} --help`."),
            (RootCommand, _) => new(parsed.Errors[0].Message, hint: "See `retort --help`."),
            _ => new(parsed.Errors[0].Message, hint: $"For example: {command.Description!.Split("Example: ")[1]}\nSee `{NameOf(command)} --help`."),
        };
    }

    /// <summary>A command as it is typed: <c>retort schema docs</c>.</summary>
    private static string NameOf(Command command) =>
        command is RootCommand ? "retort" : $"{NameOf(command.Parents.OfType<Command>().First())} {command.Name}";

    private static UsageException Unknown(string kind, string word, IEnumerable<string> known, string hint) =>
        new($"There is no {kind} \"{word}\".", Likeness.Nearest(word, known, name => name) is { } near ? $"Did you mean \"{near}\"?" : null, hint);

    /// <summary>The tree with the one command that is named among these words: to make all of them takes longer than the work of most. Where that is not certain, it is that of all commands.</summary>
    private static RootCommand TreeOf(string[] words) =>
        Array.FindAll(Commands, command => words.Contains(command.Name)) is [var only] ? Tree(only.Name, [only]) : Root;

    private static RootCommand Tree(string name, (string Name, Func<Command> Create)[] commands) => Trees.GetOrAdd(name, _ => new(() => Build(commands))).Value;

    private static RootCommand Build((string Name, Func<Command> Create)[] commands)
    {
        var root = new RootCommand("Database schema under version control.");
        foreach (var option in GlobalOptions.All)
        {
            root.Options.Add(option);
        }

        foreach (var (_, create) in commands)
        {
            root.Subcommands.Add(create());
        }

        return root;
    }

    /// <summary>Runs a command's work and turns what goes wrong into an exit code.</summary>
    public static void SetWork(this Command command, Func<CommandContext, ParseResult, CancellationToken, Task<int>> work) =>
        command.SetAction(async (parsed, _) =>
        {
            using var signals = new Signals();
            var host = ((Invocation)parsed.InvocationConfiguration).Host;
            var context = new CommandContext(parsed, host);
            try
            {
                return await work(context, parsed, signals.Token);
            }
            catch (OperationCanceledException) when (signals.Received is { } code)
            {
                if (!context.EndsBySignal)
                {
                    context.Say("stopped; what was finished stays, and the same command goes on from there");
                }

                return code;
            }
            catch (Exception e)
            {
                ErrorOutput.Write(e, context.Json, context.Verbose, host);
                return signals.Received ?? ExitCode.Of(e);
            }
        });

    /// <summary>Refuses options that would be ignored in silence where another one is missing.</summary>
    public static void AllowOnlyWith(this Command command, Option<bool> needed, params IReadOnlyList<Option> options) =>
        command.Validators.Add(result =>
        {
            if (!result.GetValue(needed) && options.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } idle)
            {
                result.AddError($"{idle.Name} means something only with {needed.Name}.");
            }
        });

    /// <summary>A command with its arguments and options.</summary>
    public static Command New(string name, string description, params Symbol[] symbols)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                command.Arguments.Add(argument);
            }
            else
            {
                command.Options.Add((Option)symbol);
            }
        }

        return command;
    }

    /// <summary>A run of the tree in the world around.</summary>
    private sealed class Invocation(CliHost host) : InvocationConfiguration
    {
        public CliHost Host { get; } = host;
    }
}
