using Retort.Revisions;

namespace Retort.Linting;

/// <summary>How much a finding matters.</summary>
public enum Severity
{
    /// <summary>Not at all: the rule is off.</summary>
    Off,

    /// <summary>Worth knowing.</summary>
    Info,

    /// <summary>To be decided by a person: values are lost, or others wait for a moment.</summary>
    Warning,

    /// <summary>There is a better way: others wait for as long as it takes to go through a table, or the statement fails.</summary>
    Error,
}

/// <summary>Something that a rule has to say about a revision.</summary>
/// <param name="Rule">The id of the rule, such as <c>RT-L003</c>.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Message">What it is, and why it matters.</param>
public sealed record Finding(string Rule, Severity Severity, string Message)
{
    /// <summary>The revision.</summary>
    public required RevisionId Revision { get; init; }

    /// <summary>The direction in which it was looked at.</summary>
    public required Direction Direction { get; init; }

    /// <summary>The safe way to the same end, written out for the statement; <see langword="null"/> when there is none.</summary>
    public string? Recipe { get; init; }

    /// <summary>The statement, counted from 0 in the order of the plan; <see langword="null"/> when it is about the revision as a whole.</summary>
    public int? Statement { get; init; }

    /// <summary>Where it stands.</summary>
    public SourceLocation? Location { get; init; }
}
