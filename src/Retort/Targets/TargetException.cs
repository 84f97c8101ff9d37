using Retort.Dialects;

namespace Retort.Targets;

/// <summary>A target cannot be found, understood, or made in a database. Nothing but the scratch database was touched.</summary>
public sealed class TargetException : RetortException
{
    internal TargetException(string code, string message, string? detail = null, string? hint = null, SourceLocation? location = null, Exception? inner = null)
        : base(code, message, detail, hint, inner) => Location = location;

    /// <summary>The place the error is about; <see langword="null"/> when it is none in particular.</summary>
    public override SourceLocation? Location { get; }

    /// <summary>The SQLSTATE, or the SQLite result code, when the database refused a statement.</summary>
    public override string? SqlState => (InnerException as StatementException)?.SqlState;

    /// <summary>The database refused a statement of a target.</summary>
    /// <param name="failure">What the database said.</param>
    /// <param name="location">The place it points at.</param>
    /// <param name="detail">The circumstances.</param>
    internal static TargetException OfStatement(StatementException failure, SourceLocation? location, string? detail) =>
        new("RT0803", $"The target cannot be made in a scratch database: {failure.Message}", detail, failure.Hint ?? "Correct the target. Only a scratch database was touched.", location, failure);

    /// <summary>Where in its file the database points, and the line there.</summary>
    internal static (SourceLocation? Location, string? Detail) PlaceOf(StatementException failure) => failure.Statement is { } statement
        ? (statement.Origin is { } origin ? statement.PlaceOf(failure.Position ?? 0, origin) : null, Lines(failure.Detail, statement.ExcerptAt(failure.Position)))
        : (null, failure.Detail);

    private static string? Lines(params string?[] parts) => string.Join('\n', parts.Where(part => part is not null)) is { Length: > 0 } text ? text : null;
}
