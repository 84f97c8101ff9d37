using Retort.Dialects;
using Retort.Revisions;

namespace Retort.Execution;

/// <summary>A revision failed while it ran. Says which one, which statement, where it was written, and what remains in the database.</summary>
public sealed class MigrationFailedException : RetortException
{
    internal MigrationFailedException(
        StatementFailure? failure, string message, Revision revision, Direction direction, string? statement, SourceLocation? location, string? sqlState, bool partlyApplied, string? detail, string? hint, Exception inner)
        : base(failure == StatementFailure.UndeclaredRewrite ? "RT0511" : "RT0502", message, detail, hint, inner)
    {
        Revision = revision;
        Direction = direction;
        Statement = statement;
        Location = location;
        SqlState = sqlState;
        PartlyApplied = partlyApplied;
    }

    /// <summary>The revision that failed.</summary>
    public Revision Revision { get; }

    /// <summary>Which way it was run.</summary>
    public Direction Direction { get; }

    /// <summary>The statement that failed; <see langword="null"/> when it was none in particular.</summary>
    public string? Statement { get; }

    /// <summary>The file, line and column the database points at.</summary>
    public override SourceLocation? Location { get; }

    /// <summary>The SQLSTATE, or the SQLite result code.</summary>
    public override string? SqlState { get; }

    /// <summary>Whether earlier statements of the revision were committed. The journal knows which; the same command goes on after them.</summary>
    public bool PartlyApplied { get; }
}
