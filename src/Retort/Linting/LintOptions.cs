using System.Collections.Immutable;

namespace Retort.Linting;

/// <summary>How a <see cref="Linter"/> looks at revisions.</summary>
public sealed record LintOptions
{
    /// <summary>The severity of rules, by id, where it is another than their own.</summary>
    public ImmutableDictionary<string, Severity> Severities { get; init; } = ImmutableDictionary<string, Severity>.Empty;

    /// <summary>Rules of one's own.</summary>
    public ImmutableArray<LintRule> Rules { get; init; } = [];

    /// <summary>The clock, which tells whether a suppression still counts.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
