using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Retort.Revisions;

namespace Retort.Hosting;

internal static partial class Log
{
    [LoggerMessage(EventId = RetortEventId.SchemaCurrent, Level = LogLevel.Information, Message = "{Database} is at {Revisions}; nothing is pending")]
    public static partial void SchemaCurrent(ILogger logger, string database, ImmutableArray<string> revisions);

    [LoggerMessage(EventId = RetortEventId.SchemaUpgraded, Level = LogLevel.Information, Message = "{Database} is at {Revisions}; {Count} revisions were applied in {ElapsedMs} ms")]
    public static partial void SchemaUpgraded(ILogger logger, string database, ImmutableArray<RevisionId> revisions, int count, long elapsedMs);

    [LoggerMessage(EventId = RetortEventId.WaitingForSchema, Level = LogLevel.Information, Message = "Waiting until {Database} has been migrated: {State}")]
    public static partial void WaitingForSchema(ILogger logger, string database, string state);

    [LoggerMessage(EventId = RetortEventId.WaitingForRunner, Level = LogLevel.Information, Message = "Waiting to migrate {Database} until {Runner} is done")]
    public static partial void WaitingForRunner(ILogger logger, string database, string runner);

    [LoggerMessage(EventId = RetortEventId.SchemaNewer, Level = LogLevel.Warning, Message = "{Database} is at {Revisions}, which this application does not have: a newer one has migrated it")]
    public static partial void SchemaNewer(ILogger logger, string database, ImmutableArray<string> revisions);

    [LoggerMessage(EventId = RetortEventId.StartRefused, Level = LogLevel.Critical, Message = "{Code}: {Error} {Detail} {Hint}")]
    public static partial void StartRefused(ILogger logger, string code, string error, string? detail, string? hint);

    [LoggerMessage(EventId = RetortEventId.StandNotRead, Level = LogLevel.Warning, Message = "It cannot be found out where {Database} is")]
    public static partial void StandNotRead(ILogger logger, string database, Exception exception);

    [LoggerMessage(EventId = RetortEventId.StandReadAgain, Level = LogLevel.Information, Message = "{Database} answers again: {State}")]
    public static partial void StandReadAgain(ILogger logger, string database, SchemaStand state);
}
