using Retort.Planning;

namespace Retort.Dialects;

/// <summary>Runs the statements of a plan, one after the other, in a scratch database and tells what each did. Not for use by several threads.</summary>
public interface IStatementObserver : IAsyncDisposable
{
    /// <summary>Begins a revision: what the one before set for its transaction is forgotten.</summary>
    Task BeginRevisionAsync(CancellationToken cancellationToken = default);

    /// <summary>Runs a statement, in a transaction of its own where it can be in one, so that each tells all its locks. Code of revisions is not run.</summary>
    /// <returns>What it did to the relations that were there when the observer was opened.</returns>
    /// <exception cref="StatementException">The database refused it; what it did is rolled back.</exception>
    Task<StatementEffects> RunAsync(Statement statement, CancellationToken cancellationToken = default);
}
