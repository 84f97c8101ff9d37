namespace Retort.Dialects;

/// <summary>No scratch database can be had.</summary>
/// <param name="code">The code, of the range RT06xx.</param>
/// <param name="message">What happened; never holds a password.</param>
/// <param name="detail">The circumstances.</param>
/// <param name="hint">What to do next.</param>
/// <param name="inner">What the driver said.</param>
public sealed class ScratchDatabaseException(string code, string message, string? detail = null, string? hint = null, Exception? inner = null)
    : RetortException(code, message, detail, hint, inner);
