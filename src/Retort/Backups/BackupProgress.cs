namespace Retort.Backups;

/// <summary>How far a backup or a restore has come.</summary>
/// <param name="Phase">What is being done, in words.</param>
/// <param name="Bytes">How much was written so far; <see langword="null"/> when that is not known.</param>
/// <param name="Percent">How much of the phase is done; <see langword="null"/> when that is not known.</param>
internal sealed record BackupProgress(string Phase, long? Bytes = null, double? Percent = null);
