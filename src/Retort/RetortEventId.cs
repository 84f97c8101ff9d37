namespace Retort;

/// <summary>The ids of log events. An id is never used for another event. Running: 5000 to 5099; scratch databases: 5100 to 5199; applications: 5200 to 5299.</summary>
public static class RetortEventId
{
    /// <summary>A revision was committed.</summary>
    public const int RevisionFinished = 5000;

    /// <summary>The failure of a revision could not be written to the history.</summary>
    public const int HistoryNotWritten = 5001;

    /// <summary>An interrupted run had left a remnant, which is cleared away.</summary>
    public const int RemnantFound = 5002;

    /// <summary>The fingerprint of the schema could not be written to the history after a run.</summary>
    public const int FingerprintNotWritten = 5003;

    /// <summary>The role may not create the event trigger that stops rewrites which no statement shows.</summary>
    public const int RewritesUnguarded = 5004;

    /// <summary>A scratch database is on a server of another major version than the database.</summary>
    public const int ScratchVersionDiffers = 5100;

    /// <summary>A scratch database could not be thrown away; the next run does it.</summary>
    public const int ScratchNotDropped = 5101;

    /// <summary>A scratch database that a killed process had left behind was thrown away.</summary>
    public const int ScratchSwept = 5102;

    /// <summary>An object could not be made again in a scratch copy of a schema.</summary>
    public const int NotCopied = 5103;

    /// <summary>No rows could be made for a table in a scratch copy of a schema.</summary>
    public const int NotFilled = 5104;

    /// <summary>The database of an application that starts is at the heads of its revisions.</summary>
    public const int SchemaCurrent = 5200;

    /// <summary>An application that starts applied revisions.</summary>
    public const int SchemaUpgraded = 5201;

    /// <summary>An application that starts waits until somebody else has applied the revisions that are pending.</summary>
    public const int WaitingForSchema = 5202;

    /// <summary>An application that starts waits until it may migrate.</summary>
    public const int WaitingForRunner = 5203;

    /// <summary>The database of an application that starts is at revisions that the application does not have: a newer one has migrated it.</summary>
    public const int SchemaNewer = 5204;

    /// <summary>It could not be found out, for a health check, where a database is.</summary>
    public const int StandNotRead = 5205;

    /// <summary>After it could not be found out where a database is, it could again.</summary>
    public const int StandReadAgain = 5206;

    /// <summary>An application does not start because of its schema.</summary>
    public const int StartRefused = 5207;
}
