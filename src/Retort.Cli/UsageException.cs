namespace Retort.Cli;

/// <summary>The command or the configuration says something that cannot be meant.</summary>
internal sealed class UsageException(string message, string? detail = null, string? hint = null) : RetortException("RT0101", message, detail, hint);

/// <summary>The command needs a yes that it was not given.</summary>
internal sealed class RefusedException(string message, string? detail, string? hint) : RetortException("RT0102", message, detail, hint);

/// <summary>A run was to be preceded by a backup that could not be made, and was not begun.</summary>
internal sealed class BackupNotMadeException(RetortException inner)
    : RetortException("RT0104", $"Nothing was changed, because the backup before it could not be made: {inner.Message}", inner.Detail, $"{inner.Hint}\nTo go on without one: --backup none.".Trim(), inner);

/// <summary>An editor or another helper program could not be used.</summary>
internal sealed class ToolException(string message, string? hint) : RetortException("RT0103", message, null, hint);
