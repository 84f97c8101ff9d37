using System.Data.Common;
using System.Diagnostics;
using Retort.Dialects;
using Retort.Planning;
using Retort.Schema;

namespace Retort.CrashRunner;

/// <summary>A real database whose process dies at a given call. Batches are taken apart, so that there is a boundary after every statement.</summary>
internal sealed class DyingDatabase(IDatabase database, int call, bool after) : IDatabase
{
    private int _calls;

    public IDialect Dialect => database.Dialect;

    public string DisplayName => database.DisplayName;

    public async Task<IDatabaseSession> OpenAsync(CancellationToken cancellationToken = default) => new Session(this, await database.OpenAsync(cancellationToken));

    public Task<IDatabase> CreateScratchAsync(bool copySchema, CancellationToken cancellationToken = default) => database.CreateScratchAsync(copySchema, cancellationToken);

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private async Task<T> CallAsync<T>(Func<Task<T>> work)
    {
        var isTheOne = _calls++ == call;
        if (isTheOne && !after)
        {
            Process.GetCurrentProcess().Kill();
        }

        var result = await work();
        if (isTheOne)
        {
            Process.GetCurrentProcess().Kill();
        }

        return result;
    }

    private sealed class Session(DyingDatabase owner, IDatabaseSession session) : IDatabaseSession
    {
        public Task<DatabaseSchema> ReadSchemaAsync(SchemaScope scope, CancellationToken cancellationToken) => session.ReadSchemaAsync(scope, cancellationToken);

        public DbConnection Connection => session.Connection;

        public Version ServerVersion => session.ServerVersion;

        public bool LockSpansTransactions => session.LockSpansTransactions;

        public Task<IReadOnlyList<string>?> ReadVersionRowsAsync(ObjectName versionTable, CancellationToken cancellationToken) => session.ReadVersionRowsAsync(versionTable, cancellationToken);

        public Task<ObjectName?> FindTableAsync(ObjectName table, CancellationToken cancellationToken) => session.FindTableAsync(table, cancellationToken);

        public Task<IReadOnlyList<object?[]>> QueryAsync(string sql, CancellationToken cancellationToken) => session.QueryAsync(sql, cancellationToken);

        public Task BeginAsync(IReadOnlyList<Statement> statements, CancellationToken cancellationToken) => owner.CallAsync(() => Done(session.BeginAsync(statements, cancellationToken)));

        public Task CommitAsync(CancellationToken cancellationToken) => owner.CallAsync(() => Done(session.CommitAsync(cancellationToken)));

        public Task RollbackAsync(CancellationToken cancellationToken) => session.RollbackAsync(cancellationToken);

        public async Task<IReadOnlyList<int>> ExecuteAsync(IReadOnlyList<SqlStatement> statements, CancellationToken cancellationToken)
        {
            var affected = new List<int>();
            foreach (var statement in statements)
            {
                affected.AddRange(await owner.CallAsync(() => session.ExecuteAsync([statement], cancellationToken)));
            }

            return affected;
        }

        public Task<bool> TryLockAsync(ObjectName versionTable, CancellationToken cancellationToken) => owner.CallAsync(() => session.TryLockAsync(versionTable, cancellationToken));

        public Task UnlockAsync(CancellationToken cancellationToken) => owner.CallAsync(() => Done(session.UnlockAsync(cancellationToken)));

        public Task<LockHolder?> FindLockHolderAsync(ObjectName versionTable, CancellationToken cancellationToken) => session.FindLockHolderAsync(versionTable, cancellationToken);

        public ValueTask DisposeAsync() => session.DisposeAsync();

        private static async Task<bool> Done(Task work)
        {
            await work;
            return true;
        }
    }
}
