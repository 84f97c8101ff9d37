using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Operations;
using Retort.Planning;
using Retort.Revisions;

namespace Retort.Execution;

/// <summary>Says of a failure which revision, which statement and which line of which file it was, and what remains in the database.</summary>
/// <param name="trace">Builds the operations of a step once more, each with the line it was written on.</param>
internal sealed class FailureReport(Func<RevisionStep, ImmutableArray<Operation>> trace)
{
    /// <summary>The failure in a line, for the history.</summary>
    public static string Describe(Exception failure) => failure is OperationCanceledException ? "cancelled" : Secrets.Mask(failure.Message);

    /// <summary>The exception to throw for a failure.</summary>
    public Exception Of(Exception failure, PlannedRevision planned, bool partlyApplied, CancellationToken cancellationToken) => failure switch
    {
        StatementException { Failure: StatementFailure.Cancelled } when cancellationToken.IsCancellationRequested => new OperationCanceledException(failure.Message, failure, cancellationToken),
        StatementException e => Failed(planned, e.Statement, e.Message, e.SqlState, e.Position, e.Detail, e.Hint ?? HintFor(e.Failure), partlyApplied, e),
        StatementWithoutEffectException e => Failed(planned, e.Statement, e.Message, null, null, null, e.Hint, partlyApplied, e),
        RevisionCodeFailure e => Failed(planned, e.Statement, $"{e.InnerException!.GetType().Name}: {e.Message}", null, null, e.InnerException.StackTrace?.Split('\n', 2)[0].Trim(), null, partlyApplied, e.InnerException),
        _ => failure,
    };

    private MigrationFailedException Failed(
        PlannedRevision planned, Statement? statement, string message, string? sqlState, int? position, string? detail, string? hint, bool partlyApplied, Exception inner)
    {
        var step = planned.Step;
        return new MigrationFailedException(
            (inner as StatementException)?.Failure,
            $"The {Journal.WordFor(step.Direction)} of revision \"{step.Revision.Id}\" failed: {Secrets.Mask(message)}",
            step.Revision,
            step.Direction,
            statement is null ? null : Secrets.Mask(statement.Text),
            statement is null ? step.Revision.Source : Locate(planned, statement, position),
            sqlState,
            partlyApplied,
            string.Join('\n', new[] { detail, (statement as SqlStatement)?.ExcerptAt(position) }.Where(line => line is not null)) is { Length: > 0 } text ? Secrets.Mask(text) : null,
            hint ?? (partlyApplied
                ? "A part of the revision is applied. Correct what is in the way and run the same command again: it goes on after the last statement that was done."
                : "Nothing of the revision is applied. Correct it and run the same command again."),
            inner);
    }

    private static string? HintFor(StatementFailure failure) => failure == StatementFailure.Contention
        ? "Another session held a lock for too long. Run the same command again at a quieter time, or allow more time with --lock-timeout 5m."
        : null;

    private SourceLocation Locate(PlannedRevision planned, Statement statement, int? position)
    {
        if (statement.Origin is { Line: > 0 } origin)
        {
            return statement is SqlStatement sql ? sql.PlaceOf(position ?? 0, origin) : origin;
        }

        if (statement.Operation is { } operation)
        {
            var index = Flatten(planned.Operations).TakeWhile(candidate => !ReferenceEquals(candidate, operation)).Count();
            if (Flatten(trace(planned.Step)).ElementAtOrDefault(index)?.Origin is { } written)
            {
                return written;
            }
        }

        return planned.Step.Revision.Source;
    }

    private static IEnumerable<Operation> Flatten(IEnumerable<Operation> operations) =>
        operations.SelectMany(operation => operation is OutsideTransaction outside ? Flatten(outside.Operations) : [operation]);
}
