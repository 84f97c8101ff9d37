using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json.Nodes;
using Retort.Cli.Configuration;
using Retort.Cli.Output;
using Retort.Dialects;
using Retort.Execution;
using Retort.Planning;
using Retort.RevisionFiles;
using Retort.Revisions;
using Retort.Scripting;
using Retort.Targets;

namespace Retort.Cli;

/// <summary>What a command works with: the project, its revisions and database, and where to print. All of it is read when it is first asked for.</summary>
internal sealed class CommandContext(ParseResult parsed, CliHost host)
{
    private ProjectSettings? _settings;
    private VersionsFolder? _revisions;
    private RevisionCompiler? _compiler;

    public CliHost Host { get; } = host;

    public TextWriter Out => Host.Out;

    public bool Json { get; } = parsed.GetValue(GlobalOptions.Json);

    public bool Verbose { get; } = parsed.GetValue(GlobalOptions.Verbose);

    public bool Quiet { get; } = parsed.GetValue(GlobalOptions.Quiet);

    /// <summary>Whether the work goes on until a signal ends it, which then cuts nothing short.</summary>
    public bool EndsBySignal { get; set; }

    public ProjectSettings Settings => _settings ??= ProjectReader.Read(
        ProjectReader.FindFolder(parsed.GetValue(GlobalOptions.Project), Host),
        parsed.GetValue(GlobalOptions.Env),
        parsed.GetValue(GlobalOptions.Database),
        parsed.GetValue(GlobalOptions.Url),
        Host);

    /// <summary>The settings for what can be done without a project: those of the project where there is one.</summary>
    public ProjectSettings SettingsOrDefaults => parsed.GetValue(GlobalOptions.Project) is null && ProjectReader.NearestFolder(Host) is null
        ? new() { Folder = Host.Folder, Versions = [], Backup = new(BackupMode.None, Path.Combine(Host.Folder, "backups"), new(null, null)) }
        : Settings;

    public VersionsFolder Revisions => _revisions ??= new VersionsFolder(Settings.Versions, Compiler);

    public RevisionCompiler Compiler => _compiler ??= new RevisionCompiler(CacheFolder);

    /// <summary>Where what was compiled is kept.</summary>
    public string CacheFolder => Path.Combine(Settings.Folder, ".retort", "cache");

    /// <summary>Talks to the person; what a script reads goes to <see cref="Out"/>.</summary>
    public void Say(string line)
    {
        if (!Quiet)
        {
            Host.Error.WriteLine(line);
        }
    }

    /// <summary>Prints a JSON document in the form scripts rely on.</summary>
    public void Print(JsonObject document) => JsonOutput.Write(Out, document);

    public async Task<RevisionGraph> LoadGraphAsync(CancellationToken cancellationToken) =>
        RevisionGraph.Build(await Revisions.ReadAsync(cancellationToken));

    /// <summary>The revisions a target means; <c>current</c> asks the database.</summary>
    /// <returns>The revisions, and the graph they are in: one that a squash replaced is in that of a database which is at it.</returns>
    public async Task<(RevisionGraph Graph, IReadOnlyList<Revision> Revisions)> ResolveAsync(RevisionGraph graph, string target, CancellationToken cancellationToken)
    {
        if (target != "current")
        {
            return (graph, graph.Resolve(target));
        }

        await using var migrator = OpenMigrator();
        var (own, rows) = await migrator.LoadGraphAndVersionRowsAsync(cancellationToken);
        return (own, own.Current(rows));
    }

    /// <summary>The same project for work beside that of this context: what was read of the files is not shared.</summary>
    public CommandContext Anew() => new(parsed, Host) { _settings = Settings, _compiler = Compiler };

    /// <summary>The migrator of the project's database.</summary>
    /// <param name="lockTimeout">How long to wait for another runner, as typed.</param>
    /// <param name="tag">The operator's word for the journal.</param>
    /// <param name="observer">Who is told of the progress.</param>
    /// <param name="beforeRunning">What is done before anything is changed.</param>
    public Migrator OpenMigrator(
        string? lockTimeout = null,
        string? tag = null,
        Func<IDatabase, IMigrationObserver>? observer = null,
        Func<IReadOnlyList<PlannedRevision>, CancellationToken, Task>? beforeRunning = null)
    {
        var database = DatabaseAddress.Open(Settings, Host, Say);
        return Migrator.Create(database, Revisions, RunOptions with
        {
            LockTimeout = lockTimeout is null ? Settings.LockTimeout : Duration.Parse(lockTimeout, "--lock-timeout"),
            Tag = tag,
            Observer = observer?.Invoke(database),
            BeforeRunning = beforeRunning,
        });
    }

    /// <summary>The database of the project, as one that backups are made of.</summary>
    public IRestorableDatabase OpenRestorable() => (IRestorableDatabase)DatabaseAddress.Open(Settings, Host, Say);

    /// <summary>How the revisions are run, in a scratch database as elsewhere, and what of a database they are for.</summary>
    public MigratorOptions RunOptions => new() { Tables = Settings.Tables, Scope = Settings.Scope, Filter = Settings.Filter, Transaction = Settings.Transaction, Backfill = Settings.Backfill, Arguments = Arguments(), CacheFolder = CacheFolder };

    /// <summary>What the project says that its schema shall be.</summary>
    /// <exception cref="UsageException">It does not say.</exception>
    public ITargetSchema OpenTarget() => (Settings.Target ?? throw new UsageException(
        "The project does not say what its schema shall be.", hint: $"Set \"target\" in {ProjectReader.FileName}, such as \"target\": {{ \"kind\": \"sql\", \"path\": \"schema.sql\" }}; see docs/targets.md.")).Open(this);

    private ImmutableDictionary<string, string> Arguments() =>
        ImmutableDictionary.CreateRange((parsed.GetValue(GlobalOptions.Argument) ?? [])
            .Select(argument => argument.Split('=', 2))
            .GroupBy(pair => pair[0], StringComparer.Ordinal)
            .Select(group => KeyValuePair.Create(group.Key, group.Last() is [_, var value] ? value : "")));
}
