using Microsoft.Extensions.Logging;

namespace Retort.Execution;

internal static partial class Log
{
    [LoggerMessage(EventId = RetortEventId.RevisionFinished, Level = LogLevel.Information, Message = "Revision {Revision} is done: {Statements} statements in {ElapsedMs} ms")]
    public static partial void RevisionFinished(ILogger logger, string revision, int statements, long elapsedMs);

    [LoggerMessage(EventId = RetortEventId.HistoryNotWritten, Level = LogLevel.Warning, Message = "The failure of a revision could not be written to the history")]
    public static partial void HistoryNotWritten(ILogger logger, Exception exception);

    [LoggerMessage(EventId = RetortEventId.FingerprintNotWritten, Level = LogLevel.Warning, Message = "The fingerprint of the schema could not be written to the history")]
    public static partial void FingerprintNotWritten(ILogger logger, Exception exception);

    [LoggerMessage(EventId = RetortEventId.RemnantFound, Level = LogLevel.Warning, Message = "An interrupted run left a remnant of \"{Statement}\"; clearing it away with \"{Remedy}\"")]
    public static partial void RemnantFound(ILogger logger, string statement, string? remedy);

    [LoggerMessage(EventId = RetortEventId.NotFilled, Level = LogLevel.Information, Message = "No rows could be made for table \"{Table}\" in the scratch copy; it is tried empty")]
    public static partial void NotFilled(ILogger logger, string table);
}
