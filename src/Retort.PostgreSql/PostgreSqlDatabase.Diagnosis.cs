using Retort.Diagnosis;
using Retort.Dialects;
using Retort.PostgreSql.Diagnosis;

namespace Retort.PostgreSql;

public sealed partial class PostgreSqlDatabase
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<Symptom>> DiagnoseAsync(CancellationToken cancellationToken = default)
    {
        var session = await OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        var symptoms = new List<Symptom>
        {
            new("connection", Verdict.Go, (string)(await session.QueryAsync("SELECT format('PostgreSQL %s, role %I, database %I', current_setting('server_version'), current_user, current_database())", cancellationToken).ConfigureAwait(false))[0][0]!),
            await DiagnosePoolerAsync(session, cancellationToken).ConfigureAwait(false),
        };
        foreach (var examination in Examination.All)
        {
            symptoms.AddRange(await ExamineAsync(session, examination, cancellationToken).ConfigureAwait(false));
        }

        symptoms.Add(await DiskSpace.ExamineAsync(session, _connectionString.Host ?? "", cancellationToken).ConfigureAwait(false));
        return symptoms;
    }

    private async Task<Symptom> DiagnosePoolerAsync(PostgreSqlSession session, CancellationToken cancellationToken)
    {
        const string Subject = "pooler";
        try
        {
            await PoolerDetection.RefuseTransactionPoolerAsync(session, this, cancellationToken).ConfigureAwait(false);
            return new Symptom(Subject, Verdict.Go, "the session keeps its connection to the server");
        }
        catch (DatabaseConnectionException e)
        {
            return new Symptom(Subject, Verdict.NoGo, e.Message, e.Hint);
        }
    }

    private static async Task<IEnumerable<Symptom>> ExamineAsync(PostgreSqlSession session, Examination examination, CancellationToken cancellationToken)
    {
        try
        {
            var rows = await session.QueryAsync(examination.Sql, cancellationToken).ConfigureAwait(false);
            return rows.Count == 0
                ? [new Symptom(examination.Subject, Verdict.Go, examination.Well)]
                : rows.Select(row => new Symptom(examination.Subject, (string)row[0]! == "wait" ? Verdict.Wait : Verdict.NoGo, (string)row[1]!, row[2] as string));
        }
        catch (StatementException e) when (e.Failure == StatementFailure.Refused)
        {
            return [new Symptom(examination.Subject, Verdict.Wait, $"It cannot be looked at: {e.Message}", e.Hint)];
        }
    }
}
