namespace Retort.PostgreSql;

/// <summary>Advisory locks by name: the server knows them by a number.</summary>
internal static class AdvisoryLock
{
    /// <summary>The key of a name, both as SQL: the first 64 bits of its SHA-256.</summary>
    public static string KeyOf(string name) => $"('x' || encode(substring(sha256(convert_to({name}, 'UTF8')) FOR 8), 'hex'))::bit(64)::bigint";

    /// <summary>Whether a row of <c>pg_locks</c> says that a session, of whichever database, holds the lock of a key.</summary>
    public static string IsHeld(string row, string key) =>
        $"{row}.locktype = 'advisory' AND {row}.granted AND {row}.objsubid = 1 AND {row}.classid = ({key} >> 32 & 4294967295)::oid AND {row}.objid = ({key} & 4294967295)::oid";
}
