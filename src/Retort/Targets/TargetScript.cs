using Retort.Dialects;
using Retort.Planning;

namespace Retort.Targets;

/// <summary>
/// The statements of a target, run in an empty scratch database. One that names what is not there yet waits until the others were run, and is tried
/// again as long as that helps: files need no order.
/// </summary>
/// <param name="syntax">The lexical rules of the engine.</param>
internal sealed class TargetScript(SqlSyntax syntax)
{
    // A transaction for many statements is much faster than one for each, and one for all would need a lock for each table there is.
    public const int Together = 100;

    private readonly List<SqlStatement> _statements = [];
    private readonly List<DeclaredRename> _renames = [];

    /// <summary>What it is made of. Former names are none of it: they do nothing where all is equal.</summary>
    public SchemaRecipe? Recipe => SchemaRecipe.Of(_statements, syntax);

    /// <summary>Adds the statements of files, and the former names that their comments tell.</summary>
    /// <exception cref="TargetException">There are no such files, or one says what no target may say.</exception>
    public async Task AddFilesAsync(string path, CancellationToken cancellationToken)
    {
        foreach (var file in TargetFiles.Find(path, ".sql"))
        {
            var text = await TargetFiles.ReadAsync(file, cancellationToken).ConfigureAwait(false);
            Add(text, new SourceLocation(file, 1, 1));
            _renames.AddRange(RenameComments.Read(file, text, syntax));
        }
    }

    /// <summary>Adds the statements of a text.</summary>
    /// <exception cref="SqlScriptException">It cannot be taken apart into statements, or holds one that no target may hold.</exception>
    /// <exception cref="TargetException">It changes the server, not a database.</exception>
    public void Add(string text, SourceLocation origin)
    {
        foreach (var statement in SqlScript.Split(text, syntax, origin))
        {
            SqlScript.RefuseTransactionControl(statement.Text, syntax, statement.Origin);
            if (OfServer(statement.Text) is { } what)
            {
                throw new TargetException(
                    "RT0804", $"{what} changes the server, not a schema.", statement.Text, "Take it out of the target: a scratch database goes away, what belongs to the server stays.", statement.Origin);
            }

            _statements.Add(new SqlStatement(statement.Text) { Origin = statement.Origin });
        }
    }

    /// <summary>Runs them in a scratch database, and reads what came of it.</summary>
    /// <exception cref="TargetException">The database refuses one.</exception>
    public async Task<TargetReading> ReadAsync(TargetContext context, CancellationToken cancellationToken)
    {
        var schema = await context.RealiseAsync(RunAsync, cancellationToken).ConfigureAwait(false);
        return new TargetReading(schema) { Renames = DeclaredRename.Resolve(_renames, schema) };
    }

    /// <summary>Runs statements of which each stands on those before it.</summary>
    /// <exception cref="StatementException">The database refuses one.</exception>
    public static async Task RunInOrderAsync(IDatabase scratch, IReadOnlyList<SqlStatement> statements, CancellationToken cancellationToken)
    {
        var session = await scratch.OpenForSqlAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        foreach (var some in statements.Chunk(Together))
        {
            await RunTogetherAsync(session, some, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RunAsync(IDatabase scratch, CancellationToken cancellationToken)
    {
        var session = await scratch.OpenForSqlAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        var pending = _statements;
        while (pending.Count > 0)
        {
            var waiting = new List<StatementException>();
            foreach (var some in pending.Chunk(Together))
            {
                if (!await TryTogetherAsync(session, some, cancellationToken).ConfigureAwait(false))
                {
                    waiting.AddRange(await RunEachAsync(session, some, cancellationToken).ConfigureAwait(false));
                }
            }

            pending = waiting.Count < pending.Count ? [.. waiting.Select(failure => failure.Statement!)] : throw Refused(waiting);
        }
    }

    private static async Task<bool> TryTogetherAsync(IDatabaseSession session, SqlStatement[] statements, CancellationToken cancellationToken)
    {
        try
        {
            await RunTogetherAsync(session, statements, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (StatementException e) when (e.Failure == StatementFailure.Refused)
        {
            await session.RollbackAsync(cancellationToken).ConfigureAwait(false);
            return false;
        }
    }

    private static async Task RunTogetherAsync(IDatabaseSession session, SqlStatement[] statements, CancellationToken cancellationToken)
    {
        await session.BeginAsync(statements, cancellationToken).ConfigureAwait(false);
        await session.ExecuteAsync(statements, cancellationToken).ConfigureAwait(false);
        await session.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs statements one by one, and tells of those that may succeed later.</summary>
    private async Task<List<StatementException>> RunEachAsync(IDatabaseSession session, SqlStatement[] statements, CancellationToken cancellationToken)
    {
        var waiting = new List<StatementException>();
        foreach (var statement in statements)
        {
            try
            {
                await session.ExecuteAsync([statement], cancellationToken).ConfigureAwait(false);
            }
            catch (StatementException e) when (e.Failure == StatementFailure.Refused)
            {
                waiting.Add(CanWait(e) ? e : throw Refused([e]));
            }
        }

        return waiting;
    }

    // A DROP of what is made later would remove it.
    private bool CanWait(StatementException failure) =>
        failure is { NamesMissingObject: true, Statement: { } statement } && SqlScript.FirstToken(statement.Sql, syntax)?.Equals("DROP", StringComparison.OrdinalIgnoreCase) == false;

    private static TargetException Refused(List<StatementException> failures)
    {
        var (location, detail) = TargetException.PlaceOf(failures[0]);
        var others = failures.Skip(1).Select(failure => $"{TargetException.PlaceOf(failure).Location}: {failure.Message}").ToList();
        return TargetException.OfStatement(failures[0], location, others.Count == 0 ? detail : $"{detail}\nNor could these be run:\n{string.Join('\n', others)}".TrimStart('\n'));
    }

    private string? OfServer(string statement)
    {
        var tokens = SqlScript.Tokens(statement, syntax).Take(3).Select(token => token.ToUpperInvariant()).ToList();
        return tokens is ["CREATE" or "ALTER" or "DROP", "ROLE" or "USER" or "GROUP" or "DATABASE" or "TABLESPACE", not "MAPPING", ..] or ["ALTER", "SYSTEM", ..]
            ? $"{tokens[0]} {tokens[1]}"
            : null;
    }
}
