using Retort.Planning;

namespace Retort.Dialects;

/// <summary>A session that can send several transactions in one round trip.</summary>
public interface IPipelinedSession : IDatabaseSession
{
    /// <summary>
    /// Runs transactions in order, each committed before the next begins. The first that fails ends the trip: it is not committed, nor is
    /// any after it. That a statement affects <see cref="SqlStatement.ExpectedRows"/> is seen to by the database, before it commits.
    /// After anything but success, <see cref="IDatabaseSession.RollbackAsync"/> is due.
    /// </summary>
    /// <param name="transactions">The statements of each transaction.</param>
    /// <param name="cancellationToken">Cancels the statement that runs.</param>
    Task<PipelineOutcome> ExecuteTransactionsAsync(IReadOnlyList<IReadOnlyList<SqlStatement>> transactions, CancellationToken cancellationToken);
}

/// <summary>What came of transactions that were sent together.</summary>
/// <param name="Committed">How many are known to be committed; always the first ones.</param>
/// <param name="Failure">
/// Why the next one is not, a <see cref="StatementException"/> or an <see cref="OperationCanceledException"/>; <see langword="null"/> when
/// all are, or when a statement of it affected other than the expected number of rows.
/// </param>
public sealed record PipelineOutcome(int Committed, Exception? Failure);
