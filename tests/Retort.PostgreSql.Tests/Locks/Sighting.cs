using System.Collections.Concurrent;
using Retort.Dialects;
using Retort.Planning;
using Retort.Schema;

namespace Retort.PostgreSql.Tests.Locks;

/// <summary>What a server did for a statement, and what the rules say that it does.</summary>
/// <param name="Family">The family of the statement.</param>
/// <param name="Case">The statement.</param>
/// <param name="Version">The major version of the server.</param>
/// <param name="Seen">What was observed; <see langword="null"/> when the server refused the statement.</param>
/// <param name="Ruled">What the rules say.</param>
/// <param name="IsAlone">Whether the server refuses it in a transaction.</param>
internal sealed record Sighting(LockFamily Family, LockCase Case, int Version, StatementEffects? Seen, StatementEffects Ruled, bool IsAlone)
{
    private static readonly ConcurrentDictionary<int, Lazy<Task<IReadOnlyList<Sighting>>>> Known = new();

    /// <summary>What a server of a version does for all the statements.</summary>
    public static Task<IReadOnlyList<Sighting>> OnAsync(int version) => Known.GetOrAdd(version, major => new Lazy<Task<IReadOnlyList<Sighting>>>(() => LookAsync(major))).Value;

    /// <summary>The locks in words. What everybody who reads takes on what he reads is left out.</summary>
    public static IEnumerable<RelationLock> LocksOf(StatementEffects effects) => effects.Locks.Where(held => held.Mode > LockMode.AccessShare);

    /// <summary>All that is told of a statement, in a line.</summary>
    public static string Describe(StatementEffects effects) => string.Join("; ", new[]
    {
        string.Join(", ", LocksOf(effects).Select(held => $"{held.Mode} {held.Relation}")),
        effects.Rewrites.IsEmpty ? "" : $"rewrites {string.Join(' ', effects.Rewrites)}",
        effects.Scans.IsEmpty ? "" : $"scans {string.Join(' ', effects.Scans)}",
    }.Where(part => part.Length > 0));

    private static async Task<IReadOnlyList<Sighting>> LookAsync(int version)
    {
        var seen = new List<Sighting>();
        await MakeTablespaceAsync(version);
        foreach (var family in LockFamily.All)
        {
            // Names of domain constraints come back damaged from a plan that version 13 keeps.
            await using var database = version > 13 ? await TestDatabase.CreateForManyReadingsAsync(version) : await TestDatabase.CreateAsync(version);
            foreach (var item in family.Cases)
            {
                await database.ResetAsync();
                await database.SqlAsync(family.Given);
                seen.Add(await LookAsync(database, family, item, version));
            }
        }

        return seen;
    }

    private static async Task MakeTablespaceAsync(int version)
    {
        await using var database = await TestDatabase.CreateAsync(version);
        await database.SqlAsync("CREATE TABLESPACE elsewhere LOCATION ''");
    }

    private static async Task<Sighting> LookAsync(TestDatabase database, LockFamily family, LockCase item, int version)
    {
        if (item.After is { } after && version >= item.Since)
        {
            await database.SqlAsync(after.Replace("DATABASE shop", $"DATABASE {database.Database.Name}", StringComparison.Ordinal));
        }

        var statement = PostgreSqlStatementKind.Classify(new SqlStatement(item.Sql));
        var schema = await database.Session.ReadSchemaAsync(new SchemaScope(), default);
        var ruled = PostgreSqlDialect.Instance.Predict(statement, schema, new Version(version, 0));
        var isAlone = !statement.Transactional && await IsRefusedInTransactionAsync(database.Session, statement);
        await using var observer = await database.Database.OpenObserverAsync();
        await observer.BeginRevisionAsync();
        try
        {
            return new Sighting(family, item, version, await observer.RunAsync(statement), ruled, isAlone);
        }
        catch (StatementException e) when (version < item.Since && e.Failure == StatementFailure.Refused)
        {
            return new Sighting(family, item, version, null, ruled, isAlone);
        }
    }

    private static async Task<bool> IsRefusedInTransactionAsync(IDatabaseSession session, SqlStatement statement)
    {
        const string ActiveTransaction = "25001";
        await session.BeginAsync([], default);
        try
        {
            await session.ExecuteAsync([statement], default);
            return false;
        }
        catch (StatementException e)
        {
            return e.SqlState == ActiveTransaction;
        }
        finally
        {
            await session.RollbackAsync(default);
        }
    }
}
