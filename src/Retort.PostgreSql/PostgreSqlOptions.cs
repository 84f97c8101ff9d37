namespace Retort.PostgreSql;

/// <summary>How Retort behaves on a PostgreSQL server.</summary>
public sealed record PostgreSqlOptions
{
    /// <summary>
    /// How long a statement may wait for a lock before it gives up and is tried again: while it waits, everybody else waits
    /// behind it. Statements that build an index concurrently wait as long as they must. Zero waits for ever.
    /// </summary>
    /// <value>Default: 5 seconds.</value>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
