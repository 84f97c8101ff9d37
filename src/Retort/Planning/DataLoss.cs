using Retort.Revisions;

namespace Retort.Planning;

/// <summary>Data that a plan destroys, which no run in the other direction brings back.</summary>
/// <param name="Revision">The revision that does it.</param>
/// <param name="Description">What is lost, in words: <c>the rows of table "t"</c>.</param>
public sealed record DataLoss(Revision Revision, string Description);
