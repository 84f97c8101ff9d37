using Retort.Comparison;
using Retort.Dialects;
using Retort.Planning;
using Retort.Schema;

namespace Retort.PostgreSql.Scratch;

/// <summary>
/// Makes the schema of a database again in a scratch database, so that it can be tried there what a statement does. Owners and privileges are left out: the roles need
/// not be there, and no lock depends on them. What cannot be made again is told and left out.
/// </summary>
internal static class SchemaCopy
{
    // A transaction holds a lock on each table it makes, and the server has room for a limited number.
    private const int StatementsPerTransaction = 200;

    /// <summary>Fills a scratch database.</summary>
    /// <param name="original">The database whose schema is copied.</param>
    /// <param name="scratch">The empty database, which is disposed together with the one that is returned.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The scratch database, whose sessions find unqualified names in the same schemas as those of the original.</returns>
    public static async Task<PostgreSqlDatabase> MakeAsync(PostgreSqlDatabase original, PostgreSqlDatabase scratch, CancellationToken cancellationToken)
    {
        var (schema, defaultSchema, searchPath) = await ReadAsync(original, cancellationToken).ConfigureAwait(false);
        var address = scratch.AddressOf(scratch.Name);
        address.ConnectionString.SearchPath = searchPath;
        var copy = PostgreSqlDatabase.Connect(address, scratch.Options, scratch);
        var session = await copy.OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        await session.ExecuteAsync(
            [new("SET check_function_bodies = off"), new($"CREATE SCHEMA IF NOT EXISTS {PostgreSqlIdentifier.Quote(defaultSchema)}")], cancellationToken).ConfigureAwait(false);
        var operations = SchemaComparer.Compare(DatabaseSchema.Empty, schema, PostgreSqlDialect.Instance, session.ServerVersion).Operations;
        foreach (var statements in PostgreSqlDialect.Instance.Write(operations, session.ServerVersion).Chunk(StatementsPerTransaction))
        {
            await MakeAsync(session, statements, copy, cancellationToken).ConfigureAwait(false);
        }

        return copy;
    }

    private static async Task<(DatabaseSchema Schema, string DefaultSchema, string SearchPath)> ReadAsync(PostgreSqlDatabase original, CancellationToken cancellationToken)
    {
        var session = await original.OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        var rows = await session.QueryAsync(
            """
            SELECT coalesce(current_schema()::text, 'public'), current_setting('search_path'),
                ARRAY(SELECT nspname::text FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY nspname <> coalesce(current_schema(), 'public'), nspname)
            """,
            cancellationToken).ConfigureAwait(false);
        var schema = await session.ReadSchemaAsync(new SchemaScope { Schemas = [.. (string[])rows[0][2]!] }, cancellationToken).ConfigureAwait(false);
        return (Bare(schema), (string)rows[0][0]!, (string)rows[0][1]!);
    }

    private static DatabaseSchema Bare(DatabaseSchema schema) => new(
        schema.Objects.Where(item => item.Id.Kind is not (ObjectKind.EventTrigger or ObjectKind.DefaultPrivileges)).Select(Bare), schema.Dependencies, schema.Unmanaged);

    private static SchemaObject Bare(SchemaObject item) => item with { Owner = null, Grants = [] } is Table table
        ? table with { Columns = [.. table.Columns.Select(column => column with { Grants = [] })] }
        : item with { Owner = null, Grants = [] };

    private static async Task MakeAsync(PostgreSqlSession session, Statement[] statements, PostgreSqlDatabase copy, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(session, statements, cancellationToken).ConfigureAwait(false);
        }
        catch (StatementException e) when (e.Failure == StatementFailure.Refused)
        {
            await session.RollbackAsync(cancellationToken).ConfigureAwait(false);
            foreach (var statement in statements)
            {
                await TryAsync(session, statement, copy, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task TryAsync(PostgreSqlSession session, Statement statement, PostgreSqlDatabase copy, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(session, [statement], cancellationToken).ConfigureAwait(false);
        }
        catch (StatementException e) when (e.Failure == StatementFailure.Refused)
        {
            await session.RollbackAsync(cancellationToken).ConfigureAwait(false);
            Log.NotCopied(copy.Options.Logger, statement.Operation?.Describe() ?? statement.Text, e.Message);
        }
    }

    private static async Task RunAsync(PostgreSqlSession session, IReadOnlyList<Statement> statements, CancellationToken cancellationToken)
    {
        await session.BeginAsync(statements, cancellationToken).ConfigureAwait(false);
        var batch = new List<SqlStatement>();
        foreach (var statement in statements)
        {
            if (statement is SqlStatement sql)
            {
                batch.Add(sql);
                continue;
            }

            await session.ExecuteAsync(batch, cancellationToken).ConfigureAwait(false);
            batch = [.. await ((CatalogStatement)statement).Write(session.Connection, cancellationToken).ConfigureAwait(false)];
        }

        await session.ExecuteAsync(batch, cancellationToken).ConfigureAwait(false);
        await session.CommitAsync(cancellationToken).ConfigureAwait(false);
    }
}
