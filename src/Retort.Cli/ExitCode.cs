using Retort.Backups;
using Retort.Dialects;
using Retort.Execution;
using Retort.Linting;
using Retort.Revisions;
using Retort.Targets;

namespace Retort.Cli;

/// <summary>What the tool tells the shell. Scripts rely on these.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int CheckFound = 3;
    public const int NotLocked = 4;
    public const int Refused = 5;
    public const int Interrupted = 130;
    public const int Terminated = 143;

    public static int Of(Exception exception) => exception switch
    {
        UsageException or DatabaseAddressException or RevisionGraphException or RevisionFiles.RevisionFileException or LintConfigurationException or TargetException { SqlState: null } or BackupNotFoundException => Usage,
        LockNotAcquiredException => NotLocked,
        RefusedException or BackupNotMadeException or UnfitBackupException => Refused,
        _ => Failed,
    };
}
