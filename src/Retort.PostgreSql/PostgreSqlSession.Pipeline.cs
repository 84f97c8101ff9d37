using System.Globalization;
using Npgsql;
using Retort.Dialects;
using Retort.Planning;

namespace Retort.PostgreSql;

internal sealed partial class PostgreSqlSession : IPipelinedSession
{
    private const int FewestForPlans = 8;

    private int _plans;
    private bool _keepsNoPlans;

    /// <summary>
    /// Whether the server can keep plans as long as the session lives: in a scratch database nobody stands between this session and its backend who could not. Once a
    /// revision may have made it forget them, the driver would ask for plans that are no more.
    /// </summary>
    private bool MayKeepPlans => _database.IsScratch && !_isPooled && !_keepsNoPlans;

    public async Task<PipelineOutcome> ExecuteTransactionsAsync(IReadOnlyList<IReadOnlyList<SqlStatement>> transactions, CancellationToken cancellationToken)
    {
        await BeginRevisionAsync([.. transactions.SelectMany(statements => statements)], cancellationToken).ConfigureAwait(false);
        var batch = NewBatch();
        var plans = KeepPlans(transactions, batch);
        var statementOf = new Dictionary<NpgsqlBatchCommand, SqlStatement>();
        var commits = new List<NpgsqlBatchCommand>(transactions.Count);
        foreach (var statements in transactions)
        {
            var guard = await GuardAsync(statements, cancellationToken).ConfigureAwait(false);
            AddTransactionStart(batch, guard);
            foreach (var statement in statements)
            {
                statementOf[Add(batch, SqlOf(statement, plans))] = statement;
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

        foreach (var plan in plans.Values)
        {
            Add(batch, $"DEALLOCATE {plan}");
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

    /// <summary>Has the server keep the plans of what comes with every revision for the length of a trip: to make them takes it longer than to run them.</summary>
    /// <returns>The names of the plans; none where they cannot be relied on.</returns>
    private Dictionary<string, string> KeepPlans(IReadOnlyList<IReadOnlyList<SqlStatement>> transactions, NpgsqlBatch batch)
    {
        var plans = new Dictionary<string, string>(StringComparer.Ordinal);

        // What a failed trip leaves, a pooler may hand on with its connection, where the same names would be taken.
        if (transactions.Count < FewestForPlans || _isPooled || transactions.Any(statements => statements.Any(MayForgetPlans)))
        {
            return plans;
        }

        foreach (var sql in transactions.SelectMany(statements => statements).Where(statement => statement.Form is not null).Select(SharedSqlOf))
        {
            if (!plans.ContainsKey(sql))
            {
                // No name comes twice: after an error nobody knows which of them the server still has.
                plans[sql] = string.Create(CultureInfo.InvariantCulture, $"retort_{++_plans}");
                Add(batch, $"PREPARE {plans[sql]} AS {sql}");
            }
        }

        return plans;
    }

    private static string SqlOf(SqlStatement statement, Dictionary<string, string> plans) =>
        statement.Form is { } form && plans.TryGetValue(SharedSqlOf(statement), out var plan) ? $"EXECUTE {plan}({string.Join(", ", form.Values)})" : Requiring(statement.ExpectedRows, statement.Sql);

    private static string SharedSqlOf(SqlStatement statement) => Requiring(statement.ExpectedRows, statement.Form!.Sql);

    // What code does on the connection is not known.
    private static bool MayForgetPlans(Statement statement) => statement is CodeStatement
        || statement is SqlStatement { Sql: var sql } && (sql.Contains("DEALLOCATE", StringComparison.OrdinalIgnoreCase) || sql.Contains("DISCARD", StringComparison.OrdinalIgnoreCase));

    /// <summary>Makes a statement fail unless it affects the expected number of rows: its COMMIT is under way before anybody could look.</summary>
    private static string Requiring(int? rows, string sql) => rows is null
        ? sql
        : string.Create(CultureInfo.InvariantCulture, $"WITH affected AS ({sql} RETURNING 1) SELECT 1 / (count(*) = {rows})::int FROM affected");
}
