using System.Globalization;
using Npgsql;
using Retort.Dialects;
using Retort.Planning;

namespace Retort.PostgreSql;

internal sealed partial class PostgreSqlSession : IPipelinedSession
{
    public async Task<PipelineOutcome> ExecuteTransactionsAsync(IReadOnlyList<IReadOnlyList<SqlStatement>> transactions, CancellationToken cancellationToken)
    {
        var batch = NewBatch();
        var statementOf = new Dictionary<NpgsqlBatchCommand, SqlStatement>();
        var commits = new List<NpgsqlBatchCommand>(transactions.Count);
        foreach (var statements in transactions)
        {
            AddTransactionStart(batch);
            foreach (var statement in statements)
            {
                statementOf[Add(batch, statement.ExpectedRows is { } rows ? Requiring(rows, statement.Sql) : statement.Sql)] = statement;
            }

            commits.Add(Add(batch, "COMMIT"));
        }

        var watch = QueueWatch.Begin(_database, ProcessId, _queueLimit);
        await using var ending = watch.ConfigureAwait(false);
        try
        {
            _transaction = Transaction.Open;
            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            _transaction = Transaction.None;
            return new PipelineOutcome(transactions.Count, null);
        }
        catch (Exception e) when (e is OperationCanceledException || PostgreSqlErrors.IsOfServer(e, _connection))
        {
            // The server skips what follows an error up to the end of the trip, COMMIT included.
            var committed = commits.TakeWhile(commit => commit.StatementType != StatementType.Unknown).Count();
            var failed = e is NpgsqlException { BatchCommand: NpgsqlBatchCommand command } ? statementOf.GetValueOrDefault(command) : null;
            return new PipelineOutcome(committed, e switch
            {
                OperationCanceledException => e,
                PostgresException { SqlState: PostgresErrorCodes.DivisionByZero } when failed?.ExpectedRows is not null => null,
                _ => watch.Explain(PostgreSqlErrors.OfStatement(e, failed)),
            });
        }
    }

    /// <summary>Makes a statement fail unless it affects the expected number of rows: its COMMIT is under way before anybody could look.</summary>
    private static string Requiring(int rows, string sql) =>
        string.Create(CultureInfo.InvariantCulture, $"WITH affected AS ({sql} RETURNING 1) SELECT 1 / (count(*) = {rows})::int FROM affected");
}
