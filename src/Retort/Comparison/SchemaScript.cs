using System.Collections.Immutable;
using System.Text;
using Retort.Dialects;
using Retort.Operations;
using Retort.Planning;
using Retort.Schema;

namespace Retort.Comparison;

/// <summary>Makes a schema: as a text to be kept and read, or in a database.</summary>
public static class SchemaScript
{
    /// <summary>
    /// The SQL that makes a schema in an empty database, in an order that depends on nothing but the schema, so that two versions of it can be compared line by line.
    /// </summary>
    public static string Write(DatabaseSchema schema, IDialect dialect, Version? serverVersion = null)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        var text = new StringBuilder();
        foreach (var statement in dialect.Write(SchemaComparer.Compare(DatabaseSchema.Empty, schema, dialect, serverVersion).Operations, serverVersion))
        {
            text.Append(text.Length == 0 ? "" : "\n").Append(statement.Text).Append(";\n");
        }

        return text.ToString();
    }

    /// <summary>Runs operations on a database, outside of any revision.</summary>
    internal static async Task RunAsync(IDatabase database, ImmutableArray<Operation> operations, CancellationToken cancellationToken)
    {
        var session = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        foreach (var statement in database.Dialect.Write(operations, session.ServerVersion))
        {
            await RunAsync(session, statement, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task RunAsync(IDatabaseSession session, Statement statement, CancellationToken cancellationToken)
    {
        if (!statement.Transactional)
        {
            await session.ExecuteAsync([(SqlStatement)statement], cancellationToken).ConfigureAwait(false);
            return;
        }

        await session.BeginAsync([statement], cancellationToken).ConfigureAwait(false);
        IReadOnlyList<SqlStatement> written = statement is CatalogStatement catalog ? await catalog.Write(session.Connection, cancellationToken).ConfigureAwait(false) : [(SqlStatement)statement];
        await session.ExecuteAsync(written, cancellationToken).ConfigureAwait(false);
        await session.CommitAsync(cancellationToken).ConfigureAwait(false);
    }
}
