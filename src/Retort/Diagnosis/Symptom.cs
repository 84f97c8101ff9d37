namespace Retort.Diagnosis;

/// <summary>Whether a change of the schema should be started.</summary>
public enum Verdict
{
    /// <summary>Nothing is in the way.</summary>
    Go,

    /// <summary>It would take long, or be in the way of others: wait until it has passed, or look at it first.</summary>
    Wait,

    /// <summary>It would fail, or do harm.</summary>
    NoGo,
}

/// <summary>What was found about one thing that a change of the schema depends on.</summary>
/// <param name="Subject">What was looked at, in a word or two: <c>oldest snapshot</c>.</param>
/// <param name="Verdict">Whether a change should be started.</param>
/// <param name="Message">What was found.</param>
/// <param name="Remedy">What to do about it, a statement or command where there is one; <see langword="null"/> when there is nothing to do.</param>
public sealed record Symptom(string Subject, Verdict Verdict, string Message, string? Remedy = null);
