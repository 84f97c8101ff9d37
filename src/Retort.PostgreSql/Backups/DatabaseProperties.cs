using System.Collections.Immutable;
using Retort.PostgreSql.Scratch;

namespace Retort.PostgreSql.Backups;

/// <summary>What a database is beyond its contents, and what a dump of it therefore does not hold.</summary>
/// <param name="Settings">The words of CREATE DATABASE: encoding, sorting, owner, tablespace.</param>
/// <param name="Statements">What gives it comment, privileges and settings, with a placeholder for its name.</param>
internal sealed record DatabaseProperties(string Settings, ImmutableArray<string> Statements)
{
    private const string Placeholder = "retort-restored-database";

    /// <summary>Those of a new database.</summary>
    public static DatabaseProperties Default { get; } = new("", []);

    /// <summary>Reads those of a database; <see langword="null"/> when there is no such database.</summary>
    /// <param name="database">The database.</param>
    /// <param name="server">A session on another database of the server.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async Task<DatabaseProperties?> ReadAsync(PostgreSqlDatabase database, PostgreSqlSession server, CancellationToken cancellationToken)
    {
        var name = PostgreSqlLiteral.Text(database.Name);
        var rows = await server.QueryAsync(
            $"""
            SELECT format('OWNER %I TABLESPACE %I CONNECTION LIMIT %s', pg_get_userbyid(datdba), (SELECT spcname FROM pg_catalog.pg_tablespace WHERE oid = dattablespace), datconnlimit)
            FROM pg_catalog.pg_database WHERE datname = {name}
            """,
            cancellationToken).ConfigureAwait(false);
        if (rows is not [[string ownership]])
        {
            return null;
        }

        var locale = await ReadLocaleAsync(database, cancellationToken).ConfigureAwait(false);
        var statements = await server.QueryAsync(
            $"""
            WITH d AS (SELECT * FROM pg_catalog.pg_database WHERE datname = {name}),
            setting AS (
                SELECT setrole, split_part(line, '=', 1) AS name, substr(line, strpos(line, '=') + 1) AS value
                FROM d JOIN pg_catalog.pg_db_role_setting ON setdatabase = d.oid, unnest(setconfig) AS line)
            SELECT statement FROM (
                SELECT 1 AS phase, format('COMMENT ON DATABASE %I IS %L', '{Placeholder}', shobj_description(oid, 'pg_database')) AS statement
                FROM d WHERE shobj_description(oid, 'pg_database') IS NOT NULL
                UNION ALL SELECT 2, format('REVOKE ALL ON DATABASE %I FROM PUBLIC', '{Placeholder}') FROM d WHERE datacl IS NOT NULL
                UNION ALL
                SELECT 3, format('GRANT %s ON DATABASE %I TO %s%s', privilege_type, '{Placeholder}',
                    CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END, CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
                FROM d, aclexplode(datacl)
                UNION ALL
                SELECT 4, format('ALTER %s %I SET %I TO %s',
                    CASE setrole WHEN 0 THEN 'DATABASE' ELSE 'ROLE ' || quote_ident(pg_get_userbyid(setrole)) || ' IN DATABASE' END, '{Placeholder}', name,
                    -- The parts of these lists are in quotes already.
                    CASE WHEN name IN ('search_path', 'temp_tablespaces', 'local_preload_libraries', 'session_preload_libraries', 'shared_preload_libraries', 'unix_socket_directories')
                        THEN coalesce(nullif(value, ''), '''''') ELSE quote_literal(value) END)
                FROM setting) AS statements
            ORDER BY phase, statement
            """,
            cancellationToken).ConfigureAwait(false);
        return new DatabaseProperties($"{locale} {ownership}", [.. statements.Select(row => (string)row[0]!)]);
    }

    /// <summary>The statements for a database of another name.</summary>
    public IEnumerable<string> StatementsFor(string name) =>
        Statements.Select(statement => statement.Replace($"\"{Placeholder}\"", PostgreSqlIdentifier.Quote(name), StringComparison.Ordinal));

    private static async Task<string> ReadLocaleAsync(PostgreSqlDatabase database, CancellationToken cancellationToken)
    {
        var session = await database.OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        return await CreatedDatabase.ReadSettingsAsync(session, cancellationToken).ConfigureAwait(false);
    }
}
