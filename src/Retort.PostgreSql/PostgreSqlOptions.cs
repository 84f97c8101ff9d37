using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

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

    /// <summary>
    /// How many sessions may wait behind a statement that waits for a lock itself: when there are more, it gives way at once and is tried again. Negative for
    /// any number.
    /// </summary>
    /// <value>Default: 5.</value>
    public int QueueLimit { get; init; } = 5;

    /// <summary>
    /// Whether a table that has rows may be written anew only by a statement that shows it, or that a comment allows it to. What a block, a function or code does
    /// unseen is then stopped, where the role is a superuser.
    /// </summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool GuardRewrites { get; init; } = true;

    /// <summary>
    /// Where scratch databases are made, and nowhere else: on the server of this address, or, when its role may not create databases, in the
    /// named database itself, which must then be empty and is emptied again.
    /// </summary>
    /// <value>Default: <see langword="null"/>; they are made on the server of the database, or else on a local server that is started for it.</value>
    public PostgreSqlUrl? ScratchUrl { get; init; }

    /// <summary>The folder of the server's programs (<c>initdb</c>, <c>pg_ctl</c>, <c>postgres</c>), from which a local server for a scratch database is started.</summary>
    /// <value>Default: <see langword="null"/>; looked for in <c>PATH</c> and where packages install them.</value>
    public string? ServerPrograms { get; init; }

    /// <summary>Where it is told what became of scratch databases.</summary>
    /// <value>Default: nowhere.</value>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
