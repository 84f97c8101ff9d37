using System.Data.Common;
using Retort.Diagnosis;
using Retort.Dialects;
using Retort.Monitoring;
using Retort.Planning;
using Retort.Schema;

namespace Retort.CrashRunner;

/// <summary>
/// A real database that something dies of right before a given call: the process of the runner, or what it is connected to. Two deaths with only reading between
/// them leave the database the same, so calls that read are not counted, and to die before a call is to die after the one before it; leaving the database is
/// the last call. Batches are taken apart, so that there is a boundary after every statement.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="deadly">The call before which it happens, counted from 0; <see langword="null"/> for none.</param>
/// <param name="strike">What happens.</param>
internal sealed class DyingDatabase(IDatabase database, int? deadly, Func<IDatabaseSession, Task> strike) : IDatabase
{
    public IDialect Dialect => database.Dialect;

    public string DisplayName => database.DisplayName;

    /// <summary>How many calls were made.</summary>
    public int Calls { get; private set; }

    public async Task<IDatabaseSession> OpenAsync(CancellationToken cancellationToken = default) => new Session(this, await database.OpenAsync(cancellationToken));

    public Task<IDatabaseSession> OpenReadingAsync(CancellationToken cancellationToken = default) => database.OpenReadingAsync(cancellationToken);

    public Task<IDatabase> CreateScratchAsync(bool copySchema, CancellationToken cancellationToken = default) => database.CreateScratchAsync(copySchema, cancellationToken);

    public Task<IReadOnlyList<Symptom>> DiagnoseAsync(CancellationToken cancellationToken = default) => database.DiagnoseAsync(cancellationToken);

    public Task<IStatementObserver> OpenObserverAsync(CancellationToken cancellationToken = default) => database.OpenObserverAsync(cancellationToken);

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private async Task CountAsync(IDatabaseSession session)
    {
        if (Calls++ == deadly)
        {
            await strike(session);
        }
    }

    private sealed class Session(DyingDatabase owner, IDatabaseSession session) : IDatabaseSession
    {
        public DbConnection Connection => session.Connection;

        public Version ServerVersion => session.ServerVersion;

        public bool LockSpansTransactions => session.LockSpansTransactions;

        public Task<DatabaseSchema> ReadSchemaAsync(SchemaScope scope, CancellationToken cancellationToken) => session.ReadSchemaAsync(scope, cancellationToken);

        public Task<IReadOnlyList<string>?> ReadVersionRowsAsync(ObjectName versionTable, CancellationToken cancellationToken) => session.ReadVersionRowsAsync(versionTable, cancellationToken);

        public Task<ObjectName?> FindTableAsync(ObjectName table, CancellationToken cancellationToken) => session.FindTableAsync(table, cancellationToken);

        public Task<IReadOnlyList<IReadOnlyList<string?[]>>> ReadRowsAsync(IReadOnlyList<(ObjectName Table, IReadOnlyList<string> Columns)> tables, CancellationToken cancellationToken) =>
            session.ReadRowsAsync(tables, cancellationToken);

        public Task<IReadOnlyDictionary<ObjectName, RelationSize>> ReadSizesAsync(IReadOnlyCollection<ObjectName> relations, CancellationToken cancellationToken) =>
            session.ReadSizesAsync(relations, cancellationToken);

        public Task<DatabaseFigures> ReadFiguresAsync(SchemaScope scope, CancellationToken cancellationToken) => session.ReadFiguresAsync(scope, cancellationToken);

        public Task<IReadOnlyList<object?[]>> QueryAsync(string sql, CancellationToken cancellationToken) => session.QueryAsync(sql, cancellationToken);

        public Task<LockHolder?> FindLockHolderAsync(ObjectName versionTable, CancellationToken cancellationToken) => session.FindLockHolderAsync(versionTable, cancellationToken);

        public Task BeginRevisionAsync(IReadOnlyList<Statement> statements, CancellationToken cancellationToken) => session.BeginRevisionAsync(statements, cancellationToken);

        public Task OutlastOlderTransactionsAsync(SqlStatement statement, CancellationToken cancellationToken) => session.OutlastOlderTransactionsAsync(statement, cancellationToken);

        public async Task BeginAsync(IReadOnlyList<Statement> statements, CancellationToken cancellationToken)
        {
            await owner.CountAsync(session);
            await session.BeginAsync(statements, cancellationToken);
        }

        public async Task CommitAsync(CancellationToken cancellationToken)
        {
            await owner.CountAsync(session);
            await session.CommitAsync(cancellationToken);
        }

        public async Task RollbackAsync(CancellationToken cancellationToken)
        {
            await owner.CountAsync(session);
            await session.RollbackAsync(cancellationToken);
        }

        public async Task<IReadOnlyList<int>> ExecuteAsync(IReadOnlyList<SqlStatement> statements, CancellationToken cancellationToken)
        {
            var affected = new List<int>();
            foreach (var statement in statements)
            {
                await owner.CountAsync(session);
                affected.AddRange(await session.ExecuteAsync([statement], cancellationToken));
            }

            return affected;
        }

        public async Task<bool> TryLockAsync(ObjectName versionTable, CancellationToken cancellationToken)
        {
            await owner.CountAsync(session);
            return await session.TryLockAsync(versionTable, cancellationToken);
        }

        public async Task UnlockAsync(CancellationToken cancellationToken)
        {
            await owner.CountAsync(session);
            await session.UnlockAsync(cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await owner.CountAsync(session);
            await session.DisposeAsync();
        }
    }
}
