using System.CommandLine;
using Retort.Cli.Output;
using Retort.Dialects;
using Retort.Linting;
using Retort.PostgreSql;
using Retort.Revisions;

namespace Retort.Cli.Commands;

/// <summary><c>lint</c>: what is risky in revision files, without a database.</summary>
internal static class LintCommand
{
    private static readonly Argument<string[]> Revisions = new("REV") { Description = "The revisions; without any all of them.", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<string> Format = Choice("--format", "How findings are printed.", "text", ["text", "json", .. AnnotationOutput.Formats]);
    private static readonly Option<string?> Since = new("--since") { Description = "Looks only at revisions whose files differ from a commit of git.", HelpName = "GITREF" };
    private static readonly Option<string> FailOn = Choice("--fail-on", "The least severity that makes it exit with 3.", "error", "error", "warning");
    private static readonly Option<bool> Upgrade = new("--upgrade") { Description = "Looks at the upgrades alone." };
    private static readonly Option<bool> Downgrade = new("--downgrade") { Description = "Looks at the downgrades alone." };
    private static readonly Option<int?> Server = new("--server") { Description = "The major version of the server they are for; without it the newest one known.", HelpName = "VERSION" };

    public static Command Create()
    {
        var command = RetortCli.New(
            "lint", "Finds what is risky in revisions, and says how to do it safely; exits with 3 when something is found.\n\nExample: retort lint --since origin/main --format github",
            Revisions, Format, Since, FailOn, Upgrade, Downgrade, Server);
        command.SetWork(async (context, parsed, token) =>
        {
            var linter = context.Settings.Lint.CreateLinter();
            var graph = await context.LoadGraphAsync(token);
            var chosen = await ChooseAsync(context, graph, parsed.GetValue(Revisions) ?? [], parsed.GetValue(Since), token);
            var version = parsed.GetValue(Server) is { } major ? new Version(major, 0) : null;
            var findings = await LintAsync(context, linter, graph, chosen, Only(parsed), version, token);
            Print(context, parsed.GetValue(Format)!, findings, linter, chosen.Count);
            return findings.Any(finding => finding.Severity >= (parsed.GetValue(FailOn) == "warning" ? Severity.Warning : Severity.Error)) ? ExitCode.CheckFound : ExitCode.Done;
        });
        return command;
    }

    /// <summary>Looks at all revisions in both directions.</summary>
    public static async Task<IReadOnlyList<Finding>> LintAllAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var graph = await context.LoadGraphAsync(cancellationToken);
        return await LintAsync(context, context.Settings.Lint.CreateLinter(), graph, Ids(graph.Revisions), null, null, cancellationToken);
    }

    private static async Task<IReadOnlyList<Finding>> LintAsync(
        CommandContext context, Linter linter, RevisionGraph graph, IReadOnlySet<RevisionId> chosen, Direction? only, Version? version, CancellationToken cancellationToken) =>
        await new RevisionLinter(context.Revisions, await DialectAsync(context), version, context.RunOptions, linter).LintAsync(graph, chosen, only, cancellationToken);

    /// <summary>The SQL of the database of the project, which is not opened. A project that names none is looked at as one of PostgreSQL, where the dangers are.</summary>
    private static async Task<IDialect> DialectAsync(CommandContext context)
    {
        if (context.Settings.Url is null)
        {
            return PostgreSqlDialect.Instance;
        }

        await using var database = Configuration.DatabaseAddress.Open(context.Settings, context.Host, context.Say);
        return database.Dialect;
    }

    private static async Task<IReadOnlySet<RevisionId>> ChooseAsync(CommandContext context, RevisionGraph graph, string[] targets, string? since, CancellationToken cancellationToken)
    {
        var named = new List<Revision>();
        foreach (var target in targets)
        {
            named.AddRange((await context.ResolveAsync(graph, target, cancellationToken)).Revisions);
        }

        IEnumerable<Revision> revisions = targets.Length == 0 ? graph.Revisions : named;
        var changed = since is null ? null : await Git.ChangedFilesAsync(context.Settings.Folder, since, cancellationToken);
        return Ids(changed is null ? revisions : revisions.Where(revision => changed.Contains(Path.GetFullPath(revision.Source.File))));
    }

    private static HashSet<RevisionId> Ids(IEnumerable<Revision> revisions)
    {
        var ids = new HashSet<RevisionId>();
        foreach (var revision in revisions)
        {
            ids.Add(revision.Id);
        }

        return ids;
    }

    /// <summary>The only direction that is looked at; <see langword="null"/> for both.</summary>
    private static Direction? Only(ParseResult parsed) => (parsed.GetValue(Upgrade), parsed.GetValue(Downgrade)) switch
    {
        (true, false) => Direction.Upgrade,
        (false, true) => Direction.Downgrade,
        _ => null,
    };

    private static void Print(CommandContext context, string format, IReadOnlyList<Finding> findings, Linter linter, int revisions)
    {
        var output = new FindingOutput(context.Host.Folder);
        switch (context.Json ? "json" : format)
        {
            case "json": context.Print(output.ToJson(findings)); break;
            case "text": WriteLines(context, output.ToText(findings, context.Verbose)); break;
            default: context.Out.Write(new AnnotationOutput(context.Host.Folder).Write(format, [.. findings.Select(Annotation.Of)], linter.Rules)); break;
        }

        int Count(Severity severity) => findings.Count(finding => finding.Severity == severity);
        var notes = Count(Severity.Info) is var count && count > 0 ? $", {Counted(count, "note")}{(context.Verbose ? "" : " (--verbose)")}" : "";
        context.Say($"{Counted(revisions, "revision")}: {Counted(Count(Severity.Error), "error")}, {Counted(Count(Severity.Warning), "warning")}{notes}");
    }

    private static void WriteLines(CommandContext context, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            context.Out.WriteLine(line);
        }
    }

    private static string Counted(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    private static Option<string> Choice(string name, string description, string first, params string[] choices)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => first };
        option.AcceptOnlyFromAmong(choices);
        return option;
    }
}
