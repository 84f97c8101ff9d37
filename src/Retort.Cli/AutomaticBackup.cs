using Retort.Backups;
using Retort.Cli.Commands;
using Retort.Cli.Configuration;
using Retort.Cli.Output;
using Retort.Dialects;
using Retort.Planning;
using Retort.Revisions;

namespace Retort.Cli;

/// <summary>The backup before a run: made when the run is the only runner and knows what it will do; the run does not begin without it.</summary>
internal sealed class AutomaticBackup
{
    private readonly CommandContext _context;
    private readonly Direction _direction;
    private readonly BackupMode _mode;
    private readonly bool _isProved;

    private AutomaticBackup(CommandContext context, Direction direction, BackupMode mode, bool isProved)
    {
        _context = context;
        _direction = direction;
        _mode = mode;
        _isProved = isProved;
    }

    /// <summary>Whether one is to be made at all.</summary>
    public bool IsWanted => _mode != BackupMode.None;

    /// <summary>The backup; <see langword="null"/> as long as none was needed.</summary>
    public Backup? Made { get; private set; }

    /// <summary>Who is told of the progress.</summary>
    public required RunProgress Progress { get; set; }

    /// <summary>The backup that the command line asks for, or else the project.</summary>
    public static AutomaticBackup Create(CommandContext context, Direction direction, string? mode, bool isProved)
    {
        var chosen = mode is null ? context.Settings.Backup.Mode : BackupSettings.ModeOf(mode);
        return isProved && chosen == BackupMode.None
            ? throw new UsageException("There is no backup to prove.", hint: "Say which one: --backup full --prove-backup")
            : new AutomaticBackup(context, direction, chosen, isProved) { Progress = new RunProgress(context) };
    }

    /// <summary>Makes it.</summary>
    /// <exception cref="BackupNotMadeException">It could not be made, or not be proved.</exception>
    public async Task RunAsync(IReadOnlyList<PlannedRevision> steps, CancellationToken cancellationToken)
    {
        try
        {
            await using var database = _context.OpenRestorable();
            if (!await database.ExistsAsync(cancellationToken))
            {
                return;
            }

            if (await RequestAsync(database, steps, cancellationToken) is not { } request)
            {
                _context.Say("no backup: the run harms no table");
                return;
            }

            Made = await CreateAsync(database, request, cancellationToken);
            _context.Say($"backed up to {BackupText.Title(Made, _context)}{(_isProved ? ", and proved by a restore" : "")}");
            await BackupCommand.PruneAsync(_context, database, cancellationToken);
        }
        catch (RetortException e)
        {
            throw new BackupNotMadeException(e);
        }
    }

    /// <summary>Which backup the run needs; <see langword="null"/> for none.</summary>
    private async Task<BackupRequest?> RequestAsync(IRestorableDatabase database, IReadOnlyList<PlannedRevision> steps, CancellationToken cancellationToken)
    {
        var word = _direction == Direction.Upgrade ? "upgrade" : "downgrade";
        var full = BackupRequest.Full(_context.Settings.Tables.Version, $"before {word} of {string.Join(", ", steps.Select(step => step.Step.Revision.Id).Take(3))}{(steps.Count > 3 ? ", ..." : "")}");
        if (_mode == BackupMode.Full || !database.CanBackUpTables)
        {
            return full;
        }

        await using var session = await database.OpenForSqlAsync(cancellationToken);
        var affected = AffectedTables.Of(steps.SelectMany(step => step.Operations), database.Dialect.Syntax)
            .WithFollowers(await session.ReadSchemaAsync(_context.Settings.Scope, cancellationToken));
        if (affected.Doubt is { } doubt)
        {
            _context.Say($"a full backup, because it is not certain what {doubt} changes");
            return full;
        }

        return affected.Tables.IsEmpty ? null : full with { Kind = BackupKind.Affected, Tables = affected.Tables };
    }

    private async Task<Backup> CreateAsync(IRestorableDatabase database, BackupRequest request, CancellationToken cancellationToken)
    {
        var backup = await new BackupWriter(_context.Settings.Backup.Folder, _context.Host.Clock, Progress).CreateAsync(database, request, cancellationToken);
        return _isProved ? await BackupProof.RunAsync(backup, database, request.VersionTable, _context.Host.Clock, Progress, cancellationToken) : backup;
    }
}
