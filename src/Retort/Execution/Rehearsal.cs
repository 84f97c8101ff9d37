using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Operations;
using Retort.Planning;

namespace Retort.Execution;

/// <summary>
/// Runs statements on a scratch database and notes what was run, which writes out those that depend on the catalogue.
/// Code of revisions is not run there: it may do anything.
/// </summary>
internal static class Rehearsal
{
    /// <summary>Writes out steps on a scratch database, on which others are run before.</summary>
    /// <param name="scratch">The scratch database.</param>
    /// <param name="before">The steps before.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="text">How a statement is written.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async Task<IReadOnlyList<RenderedStep>> RenderAsync(
        IDatabase scratch, IReadOnlyList<PlannedRevision> before, IReadOnlyList<PlannedRevision> steps, Func<Statement, string> text, CancellationToken cancellationToken)
    {
        var session = await scratch.OpenForSqlAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        await RenderAsync(session, before, text, cancellationToken).ConfigureAwait(false);
        return await RenderAsync(session, steps, text, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs operations that are in no revision.</summary>
    /// <returns>The SQL that was run.</returns>
    public static async Task<ImmutableArray<string>> RunAsync(IDatabase scratch, ImmutableArray<Operation> operations, CancellationToken cancellationToken)
    {
        var session = await scratch.OpenForSqlAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        return await RunAsync(session, scratch.Dialect.Write(operations, session.ServerVersion), statement => statement.Text, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<RenderedStep>> RenderAsync(IDatabaseSession scratch, IReadOnlyList<PlannedRevision> steps, Func<Statement, string> text, CancellationToken cancellationToken)
    {
        var rendered = new List<RenderedStep>();
        foreach (var planned in steps)
        {
            rendered.Add(new RenderedStep(planned.Step, await RunAsync(scratch, planned.Statements, text, cancellationToken).ConfigureAwait(false), planned.Transactional));
        }

        return rendered;
    }

    private static async Task<ImmutableArray<string>> RunAsync(IDatabaseSession scratch, IReadOnlyList<Statement> statements, Func<Statement, string> text, CancellationToken cancellationToken)
    {
        var sql = ImmutableArray.CreateBuilder<string>();
        foreach (var statement in statements)
        {
            if (statement.Transactional)
            {
                await scratch.BeginAsync([statement], cancellationToken).ConfigureAwait(false);
            }

            foreach (var written in await ExpandAsync(scratch, statement, cancellationToken).ConfigureAwait(false))
            {
                sql.Add(text(written));
                if (written.Foreseeable is { } plain)
                {
                    await scratch.ExecuteAsync([plain], cancellationToken).ConfigureAwait(false);
                }
            }

            if (statement.Transactional)
            {
                await scratch.CommitAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        return sql.ToImmutable();
    }

    private static async Task<IReadOnlyList<Statement>> ExpandAsync(IDatabaseSession scratch, Statement statement, CancellationToken cancellationToken) =>
        statement is CatalogStatement catalog ? await catalog.Write(scratch.Connection, cancellationToken).ConfigureAwait(false) : [statement];
}
