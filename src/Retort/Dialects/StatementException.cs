using Retort.Planning;

namespace Retort.Dialects;

/// <summary>What an error of the database means for the run.</summary>
public enum StatementFailure
{
    /// <summary>The statement is wrong, or the data is.</summary>
    Refused,

    /// <summary>A lock was not had in time, or two transactions were in each other's way: trying again can help.</summary>
    Contention,

    /// <summary>The statement was cancelled.</summary>
    Cancelled,

    /// <summary>The connection is gone.</summary>
    ConnectionLost,

    /// <summary>A table would have been written anew that no statement of the plan shows it for, and was left as it is.</summary>
    UndeclaredRewrite,
}

/// <summary>The database refused a statement. The migrator turns it into an error with the revision and the place.</summary>
public sealed class StatementException : RetortException
{
    /// <summary>Reports a refused statement.</summary>
    /// <param name="statement">The statement; <see langword="null"/> when it was none in particular, as at commit.</param>
    /// <param name="failure">What it means for the run.</param>
    /// <param name="message">The message of the database.</param>
    /// <param name="sqlState">The SQLSTATE, or the SQLite result code.</param>
    /// <param name="detail">The detail of the database.</param>
    /// <param name="hint">The hint of the database.</param>
    /// <param name="position">The character of the statement the database points at, counted from 0; <see langword="null"/> when it does not say.</param>
    /// <param name="inner">The exception of the driver.</param>
    public StatementException(
        SqlStatement? statement, StatementFailure failure, string message, string? sqlState, string? detail, string? hint, int? position, Exception inner)
        : base("RT0501", message, detail, hint, inner)
    {
        Statement = statement;
        Failure = failure;
        SqlState = sqlState;
        Position = position;
    }

    /// <summary>The statement; <see langword="null"/> when it was none in particular.</summary>
    public SqlStatement? Statement { get; }

    /// <summary>What it means for the run.</summary>
    public StatementFailure Failure { get; }

    /// <summary>The SQLSTATE, or the SQLite result code.</summary>
    public override string? SqlState { get; }

    /// <summary>The character of the statement the database points at, counted from 0.</summary>
    public int? Position { get; }

    /// <summary>Whether the statement names something that is not there: it may succeed once another one has made it.</summary>
    public bool NamesMissingObject { get; init; }
}
