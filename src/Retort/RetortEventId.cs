namespace Retort;

/// <summary>The ids of log events. An id is never used for another event. Running: 5000 to 5099.</summary>
public static class RetortEventId
{
    /// <summary>A revision was committed.</summary>
    public const int RevisionFinished = 5000;

    /// <summary>The failure of a revision could not be written to the history.</summary>
    public const int HistoryNotWritten = 5001;

    /// <summary>An interrupted run had left a remnant, which is cleared away.</summary>
    public const int RemnantFound = 5002;
}
