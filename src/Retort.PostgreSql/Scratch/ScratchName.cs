using System.Globalization;
using System.Security.Cryptography;
using Retort.Planning;

namespace Retort.PostgreSql.Scratch;

/// <summary>What tells a scratch database from every other: its name, its lock and its comment.</summary>
internal static class ScratchName
{
    /// <summary>What the names look like, as a regular expression of PostgreSQL.</summary>
    public const string Pattern = "^retort_scratch_[0-9]+_[0-9a-f]{16}$";

    /// <summary>How the comments begin.</summary>
    public const string Mark = "Retort scratch database of ";

    public static string New() => string.Create(CultureInfo.InvariantCulture, $"retort_scratch_{Environment.ProcessId}_{RandomNumberGenerator.GetHexString(16, lowercase: true)}");

    /// <summary>The key of the lock that the maker of a database holds as long as it is wanted; name and key are SQL.</summary>
    public static string LockKey(string name) => AdvisoryLock.KeyOf($"'retort scratch ' || {name}");

    /// <summary>Says whose a database is, for people and for the sweep.</summary>
    public static Task MarkAsync(PostgreSqlSession session, string name, CancellationToken cancellationToken)
    {
        var comment = string.Create(CultureInfo.InvariantCulture, $"{Mark}{Environment.ProcessId}@{Environment.MachineName} since {TimeProvider.System.GetUtcNow():u}");
        return session.ExecuteAsync([new SqlStatement($"COMMENT ON DATABASE {PostgreSqlIdentifier.Quote(name)} IS {PostgreSqlLiteral.Text(comment)}")], cancellationToken);
    }
}
