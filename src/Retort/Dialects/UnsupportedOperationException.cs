namespace Retort.Dialects;

/// <summary>A database engine, or the version of it at hand, cannot do what a revision asks for. Nothing was run.</summary>
/// <param name="what">What it cannot do: the operation with its names.</param>
/// <param name="engine">The engine, with its version where that matters.</param>
/// <param name="hint">What can be done instead.</param>
public sealed class UnsupportedOperationException(string what, string engine, string? hint = null)
    : RetortException("RT0403", $"{engine} cannot {what}.", hint: hint);
