namespace Retort.Dialects;

/// <summary>The address of a database is not one.</summary>
/// <param name="code">The code, of the range RT06xx.</param>
/// <param name="message">What is wrong with it; never holds a password.</param>
/// <param name="detail">The circumstances.</param>
/// <param name="hint">How an address is written.</param>
/// <param name="inner">What the driver said.</param>
public sealed class DatabaseAddressException(string code, string message, string? detail = null, string? hint = null, Exception? inner = null)
    : RetortException(code, message, detail, hint, inner);
