using System.Globalization;
using Npgsql;
using Retort.Dialects;
using Retort.Planning;

namespace Retort.PostgreSql;

internal sealed partial class PostgreSqlSession : IPipelinedSession
{
    public async Task<PipelineOutcome> ExecuteTransactionsAsync(IReadOnlyList<IReadOnlyList<SqlStatement>> transactions, CancellationToken cancellationToken)
    {
        await BeginRevisionAsync([.. transactions.SelectMany(statements => statements)], cancellationToken).ConfigureAwait(false);
        var batch = NewBatch();
        var statementOf = new Dictionary<NpgsqlBatchCommand, SqlStatement>();
        var commits = new List<NpgsqlBatchCommand>(transactions.Count);
        foreach (var statements in transactions)
        {
            var guard = await GuardAsync(statements, cancellationToken).ConfigureAwait(false);
            AddTransactionStart(batch, guard);
            foreach (var statement in statements)
            {
                statementOf[Add(batch, statement.ExpectedRows is { } rows ? Requiring(rows, statement.Sql) : statement.Sql)] = statement;
            }

            foreach (var sql in guard?.Removal ?? [])
            {
                Add(batch, sql);
            }

            commits.Add(Add(batch, "COMMIT"));
            if (_settings is { } kept && statements.Any(SessionSettings.MayBeChangedBy))
            {
                Add(batch, SessionSettings.Restoration(kept));
            }
        }

        var watch = SessionWatch.Begin(_database, ProcessId, _isPooled);
        await using var ending = watch.ConfigureAwait(false);
        try
        {
            _transaction = Transaction.Open;
            await AnswerAsync(() => batch.ExecuteNonQueryAsync(cancellationToken), watch).ConfigureAwait(false);
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
