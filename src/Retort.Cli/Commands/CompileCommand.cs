using System.CommandLine;

namespace Retort.Cli.Commands;

/// <summary><c>compile</c>: fill the cache of compiled revisions, so that an image carries it.</summary>
internal static class CompileCommand
{
    public static Command Create()
    {
        var command = RetortCli.New("compile", "Compiles all C# revisions into .retort/cache, so that a container need not.\n\nExample: retort compile");
        command.SetWork(async (context, _, token) =>
        {
            var compiled = await context.Revisions.CompileAsync((files, helpers) => context.Compiler.Compile(files, helpers, token), token);
            context.Say($"compiled {compiled} {(compiled == 1 ? "file" : "files")}");
            return ExitCode.Done;
        });
        return command;
    }
}

/// <summary><c>completion</c>: a script that completes commands, options and revisions in a shell.</summary>
internal static class CompletionCommand
{
    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh, fish or pwsh." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");
        var command = RetortCli.New("completion", "Prints a script that completes commands in a shell.\n\nExample: retort completion bash > ~/.local/share/bash-completion/completions/retort", shell);
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.WriteLine(ScriptFor(parsed.GetValue(shell)!)));
        return command;
    }

    private static string ScriptFor(string shell) => shell switch
    {
        "bash" => """
            _retort() { mapfile -t COMPREPLY < <(compgen -W "$(retort "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"); }
            complete -F _retort retort
            """,
        "zsh" => """
            #compdef retort
            _retort() { local -a found; found=("${(@f)$(retort "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}"); compadd -a found; }
            compdef _retort retort
            """,
        "fish" => """
            complete -f -c retort -a '(retort "[suggest:"(string length (commandline -cp))"]" (commandline -cp) 2>/dev/null)'
            """,
        _ => """
            Register-ArgumentCompleter -Native -CommandName retort -ScriptBlock {
                param($word, $line, $position)
                retort "[suggest:$position]" "$line" | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
            }
            """,
    };
}
