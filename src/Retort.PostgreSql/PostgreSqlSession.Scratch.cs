using Retort.Planning;

namespace Retort.PostgreSql;

internal sealed partial class PostgreSqlSession
{
    /// <summary>Creates an empty database that encodes and sorts as this one does.</summary>
    public async Task CreateDatabaseAsync(string name, CancellationToken cancellationToken)
    {
        // The column of the ICU locale has had two names, and none before 15.
        var icuLocale = ServerVersion.Major >= 17 ? "datlocale" : ServerVersion.Major >= 15 ? "daticulocale" : "NULL";
        var provider = ServerVersion.Major >= 15 ? "datlocprovider" : "'c'";
        var rows = await QueryAsync(
            $"""
            SELECT format('ENCODING %L LC_COLLATE %L LC_CTYPE %L', pg_encoding_to_char(encoding), datcollate, datctype)
                || CASE {provider}::text WHEN 'i' THEN format(' LOCALE_PROVIDER icu ICU_LOCALE %L', {icuLocale}) WHEN 'b' THEN format(' LOCALE_PROVIDER builtin BUILTIN_LOCALE %L', {icuLocale}) ELSE '' END
            FROM pg_catalog.pg_database WHERE datname = current_database()
            """,
            cancellationToken).ConfigureAwait(false);
        await ExecuteAsync([Outside($"CREATE DATABASE {PostgreSqlIdentifier.Quote(name)} TEMPLATE template0 {rows[0][0]}")], cancellationToken).ConfigureAwait(false);
    }

    public async Task DropDatabaseAsync(string name, CancellationToken cancellationToken) =>
        await ExecuteAsync([Outside($"DROP DATABASE IF EXISTS {PostgreSqlIdentifier.Quote(name)} WITH (FORCE)")], cancellationToken).ConfigureAwait(false);

    private static SqlStatement Outside(string sql) => new(sql) { Transactional = false };
}
