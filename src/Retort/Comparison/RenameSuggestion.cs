namespace Retort.Comparison;

/// <summary>Something dropped and something added that look like one thing under two names. Only a person can know.</summary>
/// <param name="Rename">The rename it may be.</param>
/// <param name="Score">How much they are alike, from 0 to 1.</param>
/// <param name="Reason">In what they are alike, for a person.</param>
public sealed record RenameSuggestion(Rename Rename, double Score, string Reason);
