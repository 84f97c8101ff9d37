using System.Collections.Immutable;
using Retort.Revisions;

namespace Retort.Execution;

/// <summary>A step of a plan with its SQL in full.</summary>
/// <param name="Step">The revision and the direction.</param>
/// <param name="Sql">The statements, without terminating semicolons. Code of the revision stands as a comment.</param>
/// <param name="Transactional">Whether it runs in one transaction.</param>
public sealed record RenderedStep(RevisionStep Step, ImmutableArray<string> Sql, bool Transactional);
