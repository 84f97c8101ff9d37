using System.Collections.Immutable;

namespace Retort;

/// <summary>What a revision may ask about the run it is built for.</summary>
public sealed record MigrationContext
{
    /// <summary>The database engine: <c>postgresql</c> or <c>sqlite</c>.</summary>
    public required string Engine { get; init; }

    /// <summary>The version of the server; <see langword="null"/> when a script is written without one.</summary>
    public Version? ServerVersion { get; init; }

    /// <summary>What was given with <c>-x KEY=VALUE</c>.</summary>
    public ImmutableDictionary<string, string> Arguments { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The folder of the revision's file, from which <c>SqlFile</c> reads; <see langword="null"/> for a revision of an assembly.</summary>
    public string? Folder { get; init; }
}
