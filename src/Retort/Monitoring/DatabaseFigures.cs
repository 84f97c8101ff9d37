namespace Retort.Monitoring;

/// <summary>A database in figures.</summary>
/// <param name="Name">Its name on the server, or that of its file.</param>
/// <param name="SizeBytes">How many bytes it takes; 0 for a file that is not there yet.</param>
/// <param name="TableCount">How many tables it has, without Retort's own and those of extensions; a partitioned table counts once.</param>
public sealed record DatabaseFigures(string Name, long SizeBytes, int TableCount);
