using Microsoft.Extensions.Logging;

namespace Retort.PostgreSql.Scratch;

internal static partial class Log
{
    [LoggerMessage(EventId = RetortEventId.ScratchVersionDiffers, Level = LogLevel.Warning, Message = "The scratch database is on PostgreSQL {Actual}, the database itself on {Expected}")]
    public static partial void ScratchVersionDiffers(ILogger logger, int actual, int expected);

    [LoggerMessage(EventId = RetortEventId.ScratchNotDropped, Level = LogLevel.Warning, Message = "The scratch database {Database} could not be thrown away; the next run that needs one tries again")]
    public static partial void ScratchNotDropped(ILogger logger, string database, Exception exception);

    [LoggerMessage(EventId = RetortEventId.NotCopied, Level = LogLevel.Warning, Message = "The scratch copy of the schema is not complete: it refused to {Description}: {Reason}")]
    public static partial void NotCopied(ILogger logger, string description, string reason);

    [LoggerMessage(EventId = RetortEventId.ScratchSwept, Level = LogLevel.Information, Message = "Threw away {Database}, which a killed process had left behind")]
    public static partial void ScratchSwept(ILogger logger, string database);
}
