using System.CommandLine;

namespace Retort.Cli;

/// <summary>The yes of a person to what cannot be undone: typed on a terminal, or given on the command line.</summary>
internal sealed class Consent
{
    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Answers yes to every question." };
    private static readonly Option<string?> Confirm = new("--confirm") { Description = "Answers yes, and says for which environment or database; a protected one needs it.", HelpName = "NAME" };

    private readonly CommandContext _context;

    // What must be typed; null where a yes is enough.
    private readonly string? _name;

    private Consent(CommandContext context, bool isGiven, string? name)
    {
        _context = context;
        _name = name;
        IsGiven = isGiven;
    }

    /// <summary>The options of a command that asks.</summary>
    public static Option[] Options => [Yes, Confirm];

    /// <summary>Whether no question will be asked.</summary>
    public bool IsGiven { get; }

    /// <summary>Reads the options.</summary>
    /// <exception cref="RefusedException">Another environment or database was meant.</exception>
    public static async Task<Consent> ReadAsync(CommandContext context, ParseResult parsed)
    {
        var (given, isProtected) = (parsed.GetValue(Confirm), context.Settings.IsProtected);
        if (given is null && !isProtected)
        {
            return new Consent(context, parsed.GetValue(Yes), null);
        }

        var name = await NameAsync(context);
        return given is null || given == name
            ? new Consent(context, given is not null, isProtected ? name : null)
            : throw new RefusedException($"This is {name}, not {given}.", null, "Look at --env, --database and the URL.");
    }

    /// <summary>Requires it.</summary>
    /// <param name="act">What needs it: <c>A downgrade of 2 revisions</c>.</param>
    /// <param name="consequences">What comes of it, in lines.</param>
    /// <param name="preview">How to look at it before: <c>with --dry-run</c>.</param>
    /// <exception cref="RefusedException">It is not given.</exception>
    public void Require(string act, string consequences, string preview)
    {
        if (IsGiven)
        {
            return;
        }

        if (!_context.Host.IsTerminal)
        {
            throw new RefusedException(
                _name is null ? $"{act} needs a yes." : $"{act} needs a yes, and {_name} is protected.", consequences, $"Look at it {preview}, then say {(_name is null ? "--yes" : $"--confirm {_name}")}.");
        }

        _context.Host.Error.WriteLine(consequences);
        _context.Host.Error.Write(_name is null ? "Go on? [y/N] " : $"{_name} is protected. Type its name to go on: ");
        var answer = _context.Host.In.ReadLine()?.Trim() ?? "";
        if (_name is null ? answer.ToUpperInvariant() is not ("Y" or "YES") : answer != _name)
        {
            throw new RefusedException("Nothing was done.", null, null);
        }
    }

    /// <summary>The name of the environment or the database, as it is typed to confirm.</summary>
    public static async Task<string> NameAsync(CommandContext context)
    {
        if (context.Settings.Name is { } name)
        {
            return name;
        }

        await using var database = context.OpenRestorable();
        return database.BackupName;
    }
}
