using System.Net.Sockets;
using Npgsql;
using Retort.Dialects;
using Retort.Planning;

namespace Retort.PostgreSql;

/// <summary>Turns the driver's exceptions into Retort's.</summary>
internal static class PostgreSqlErrors
{
    private const string AfterLoss = "Run the same command again: it finds out what was committed and goes on from there.";

    /// <summary>A failure of a statement, or of the connection under it.</summary>
    public static StatementException OfStatement(Exception exception, SqlStatement? statement) => exception is PostgresException error
        ? new StatementException(
            statement,
            FailureOf(error),
            error.MessageText,
            error.SqlState,
            error.Where is null ? error.Detail : $"{error.Detail}{(error.Detail is null ? "" : "\n")}{error.Where}",
            HintOf(error),
            statement is null || error.Position == 0 ? null : OffsetOf(statement.Sql, error.Position),
            error)
        {
            NamesMissingObject = NamesMissingObject(error),
        }
        : new StatementException(
            statement,
            StatementFailure.ConnectionLost,
            "The connection to the server is gone.",
            null,
            exception.InnerException?.Message ?? exception.Message,
            AfterLoss,
            null,
            exception);

    /// <summary>Whether an exception means that the server or the connection failed, not the caller.</summary>
    public static bool IsOfServer(Exception exception, NpgsqlConnection connection) =>
        exception is NpgsqlException or IOException or SocketException
        || exception is InvalidOperationException && connection.State != System.Data.ConnectionState.Open;

    /// <summary>A failure to connect.</summary>
    public static DatabaseConnectionException OfConnection(Exception exception, string database) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } error => new(
            "RT0613", $"The server does not let the user in: {error.MessageText}.", $"Database {database}.", "Check user and password: in the URL, in PGPASSWORD, or in ~/.pgpass (mode 0600).", error),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } error => new(
            "RT0614", $"There is no such database: {error.MessageText}.", $"Database {database}.", "Create it (createdb), or correct the name in the URL.", error),
        PostgresException error => new(
            "RT0615", $"The server refused the connection: {error.MessageText}", $"Database {database}, SQLSTATE {error.SqlState}.", error.Hint ?? "Try again in a moment; see the log of the server.", error),
        _ => new(
            "RT0612", $"The server cannot be reached: {exception.InnerException?.Message ?? exception.Message}", $"Database {database}.", "Check host and port in the URL, that the server runs, and that nothing in between refuses the connection.", exception),
    };

    private static string? HintOf(PostgresException error) => error.SqlState switch
    {
        PostgresErrorCodes.DiskFull => "Make room on the disk of the server, then run the same command again.",
        PostgresErrorCodes.InsufficientPrivilege => error.Hint ?? "Let the owner GRANT the role what it lacks, or connect as another one.",
        _ => error.Hint ?? (FailureOf(error) == StatementFailure.ConnectionLost ? AfterLoss : null),
    };

    private static StatementFailure FailureOf(PostgresException error) => error.SqlState switch
    {
        PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure => StatementFailure.Contention,
        PostgresErrorCodes.QueryCanceled => StatementFailure.Cancelled,
        RewriteGuard.SqlState => StatementFailure.UndeclaredRewrite,
        _ when error.SqlState.StartsWith("08", StringComparison.Ordinal) || error.InvariantSeverity is "FATAL" or "PANIC" => StatementFailure.ConnectionLost,
        _ => StatementFailure.Refused,
    };

    // The last one is a foreign key to columns that are not unique yet.
    private static bool NamesMissingObject(PostgresException error) => error.SqlState
        is PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn
        or PostgresErrorCodes.UndefinedObject or PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.InvalidForeignKey;

    // The server counts characters from 1; a character outside the basic plane is two in a .NET string.
    private static int OffsetOf(string sql, int position)
    {
        var offset = 0;
        for (var character = 1; character < position && offset < sql.Length; character++)
        {
            offset += char.IsSurrogatePair(sql, offset) ? 2 : 1;
        }

        return offset;
    }
}
