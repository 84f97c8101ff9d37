using Microsoft.Extensions.Logging;

namespace Retort.PostgreSql;

internal static partial class Log
{
    [LoggerMessage(EventId = RetortEventId.RewritesUnguarded, Level = LogLevel.Warning, Message = "A table that a block, a function or code writes anew unseen will not be protected: only a superuser can create the event trigger that stops it")]
    public static partial void RewritesUnguarded(ILogger logger);
}
