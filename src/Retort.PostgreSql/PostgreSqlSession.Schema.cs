using Retort.PostgreSql.Introspection;
using Retort.Schema;

namespace Retort.PostgreSql;

internal sealed partial class PostgreSqlSession
{
    private bool _readsSchemaAgain;

    /// <inheritdoc/>
    /// <remarks>
    /// One round trip and one snapshot. In a transaction that is open already the changes made in it are seen, and a savepoint gives it
    /// back as it was.
    /// </remarks>
    public async Task<DatabaseSchema> ReadSchemaAsync(SchemaScope scope, CancellationToken cancellationToken)
    {
        if (_transaction == Transaction.None)
        {
            await RestoreSettingsAsync(cancellationToken).ConfigureAwait(false);
        }

        var before = _transaction;
        var isInside = before == Transaction.Open;
        var reader = new SchemaReader(scope, ServerVersion);
        string[] start = isInside
            ? ["SAVEPOINT retort_schema"]
            : ["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", $"SET LOCAL lock_timeout = {_lockTimeout}"];
        string[] end = isInside ? ["ROLLBACK TO SAVEPOINT retort_schema", "RELEASE SAVEPOINT retort_schema"] : ["COMMIT"];
        var batch = NewBatch();
        foreach (var sql in start.Concat(reader.Queries).Concat(end))
        {
            Add(batch, sql);
        }

        try
        {
            _transaction = Transaction.Open;
            var schema = await GuardedAsync(
                [],
                0,
                async () =>
                {
                    // To plan the queries takes longer than to run them on a schema of a few hundred tables.
                    if (MayKeepPlans && _readsSchemaAgain)
                    {
                        await batch.PrepareAsync(cancellationToken).ConfigureAwait(false);
                    }

                    _readsSchemaAgain = true;
                    var rows = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                    await using (rows.ConfigureAwait(false))
                    {
                        return await reader.ReadAsync(rows, cancellationToken).ConfigureAwait(false);
                    }
                }).ConfigureAwait(false);
            _transaction = before;
            return schema;
        }
        catch when (!isInside)
        {
            await RollbackAsync(CancellationToken.None).ConfigureAwait(false);
            _transaction = before;
            throw;
        }
    }
}
