namespace Retort.Planning;

/// <summary>The locks that a statement can take on a table, weakest first, as PostgreSQL names them.</summary>
public enum LockMode
{
    /// <summary>None.</summary>
    None,

    /// <summary>ACCESS SHARE, which a query takes.</summary>
    AccessShare,

    /// <summary>ROW SHARE, which SELECT FOR UPDATE takes.</summary>
    RowShare,

    /// <summary>ROW EXCLUSIVE, which INSERT, UPDATE and DELETE take.</summary>
    RowExclusive,

    /// <summary>SHARE UPDATE EXCLUSIVE: other changes of the schema and VACUUM wait.</summary>
    ShareUpdateExclusive,

    /// <summary>SHARE: writers wait.</summary>
    Share,

    /// <summary>SHARE ROW EXCLUSIVE: writers and other changes of the schema wait.</summary>
    ShareRowExclusive,

    /// <summary>EXCLUSIVE: all but plain queries wait.</summary>
    Exclusive,

    /// <summary>ACCESS EXCLUSIVE: everybody waits.</summary>
    AccessExclusive,
}

/// <summary>Who waits for a lock.</summary>
public enum Blocked
{
    /// <summary>Nobody who reads, writes or changes the schema.</summary>
    Nothing,

    /// <summary>Other changes of the schema.</summary>
    Ddl,

    /// <summary>Writers.</summary>
    Writes,

    /// <summary>Readers too.</summary>
    All,
}

/// <summary>What follows from a lock.</summary>
public static class LockModes
{
    /// <summary>Who waits for a lock of this mode.</summary>
    public static Blocked Blocks(this LockMode mode) => mode switch
    {
        LockMode.AccessExclusive => Blocked.All,
        >= LockMode.Share => Blocked.Writes,
        LockMode.ShareUpdateExclusive => Blocked.Ddl,
        _ => Blocked.Nothing,
    };
}
