using Retort.Backups;
using Retort.Cli.Output;
using Retort.Dialects;
using Retort.Execution;
using Retort.Planning;
using Retort.Revisions;

namespace Retort.Cli;

/// <summary>A run of revisions as the project wants it, with the backup before it: the same from the command line and from a page.</summary>
internal sealed class RevisionRun : IAsyncDisposable
{
    private readonly CommandContext _context;
    private readonly Direction _direction;
    private readonly AutomaticBackup _backup;
    private readonly Migrator _migrator;

    /// <param name="context">The project.</param>
    /// <param name="direction">Which way it goes.</param>
    /// <param name="choices">What whoever asks for it chooses.</param>
    /// <param name="progress">Shows how far it has come.</param>
    public RevisionRun(CommandContext context, Direction direction, RunChoices choices, Func<IDatabase, RunProgress> progress)
    {
        (_context, _direction) = (context, direction);
        _backup = AutomaticBackup.Create(context, direction, choices.Backup, choices.ProvesBackup);
        _migrator = context.OpenMigrator(choices.LockTimeout, choices.Tag, database => _backup.Progress = progress(database), _backup.IsWanted ? _backup.RunAsync : null);
    }

    /// <summary>The backup that was made before it; <see langword="null"/> when none was.</summary>
    public Backup? Backup => _backup.Made;

    public Task<MigrationPlan> PlanAsync(IReadOnlyList<string> targets, CancellationToken cancellationToken) => _direction == Direction.Upgrade
        ? _migrator.PlanUpgradeAsync(targets, cancellationToken)
        : _migrator.PlanDowngradeAsync(targets[0], cancellationToken);

    /// <summary>Judges a plan: in a scratch database, or by the rules where none can be had.</summary>
    public async Task<PlanAssessment> AssessAsync(MigrationPlan plan, CancellationToken cancellationToken)
    {
        var options = new AssessmentOptions { Linter = _context.Settings.Lint.CreateLinter() };
        try
        {
            return await _migrator.AssessAsync(plan, options, cancellationToken);
        }
        catch (ScratchDatabaseException e)
        {
            _context.Say($"told by the rules, not tried: {e.Message}");
            return await _migrator.AssessAsync(plan, options with { Offline = true }, cancellationToken);
        }
    }

    /// <summary>What somebody has to agree to before a plan is run; <see langword="null"/> when there is nothing.</summary>
    public RunConsequences? ConsequencesOf(MigrationPlan plan) => RunConsequences.Of(plan, _migrator.FindLosses(plan));

    public Task<MigrationReport> RunAsync(MigrationPlan plan, CancellationToken cancellationToken) => _backup.Progress.RunAsync(token => _migrator.RunAsync(plan, token), cancellationToken);

    public ValueTask DisposeAsync() => _migrator.DisposeAsync();
}

/// <summary>What whoever asks for a run chooses; what is <see langword="null"/> is as the project says.</summary>
/// <param name="LockTimeout">How long to wait for another runner, as typed.</param>
/// <param name="Tag">A word for the journal.</param>
/// <param name="Backup">Which backup is made first, as typed.</param>
/// <param name="ProvesBackup">Whether the backup is restored into a scratch database before anything is changed.</param>
internal sealed record RunChoices(string? LockTimeout = null, string? Tag = null, string? Backup = null, bool ProvesBackup = false);
