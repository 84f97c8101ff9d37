using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Retort.Backups;
using Retort.Schema;
using SQLitePCL;

namespace Retort.Sqlite.Backups;

/// <summary>Reads what is in a database. The rows of a table are hashed in the order they are stored in, which the copy of a database has as well.</summary>
internal static class SqliteContents
{
    /// <summary>Reads it on a session, in the transaction that is open there.</summary>
    public static async Task<BackupContents> ReadAsync(SqliteSession session, ObjectName versionTable, CancellationToken cancellationToken)
    {
        var schema = await session.ReadSchemaAsync(new SchemaScope(), cancellationToken).ConfigureAwait(false);
        var revisions = await session.ReadVersionRowsAsync(versionTable, cancellationToken).ConfigureAwait(false) ?? [];
        var tables = await ListTablesAsync(session, cancellationToken).ConfigureAwait(false);
        return new BackupContents(
            session.ServerVersion.ToString(),
            [.. revisions.Order(StringComparer.Ordinal)],
            [],
            SchemaFingerprint.Of(schema).Hex,
            [.. tables.Select(table => ReadTable((SqliteConnection)session.Connection, table, cancellationToken))]);
    }

    /// <summary>Lists the tables there are, without their rows.</summary>
    public static async Task<IReadOnlyList<TableContents>> ListTablesAsync(SqliteSession session, CancellationToken cancellationToken)
    {
        // Of a generated column SQLite counts two of its words among the type.
        var rows = await session.QueryAsync(
            """
            SELECT m.name, rtrim(c.name || ' ' || CASE WHEN c.hidden IN (2, 3) THEN replace(c.type, ' GENERATED ALWAYS', '') || ' generated' ELSE c.type END)
            FROM main.sqlite_master m, pragma_table_xinfo(m.name) c WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY m.name, c.cid
            """,
            cancellationToken).ConfigureAwait(false);
        return [.. rows.GroupBy(row => (string)row[0]!, StringComparer.Ordinal).Select(columns => new TableContents(null, columns.Key, 0, "") { Columns = [.. columns.Select(row => (string)row[1]!)] })];
    }

    /// <summary>Reads how many rows a table has now, and a hash of them.</summary>
    public static TableContents ReadTable(SqliteConnection connection, TableContents table, CancellationToken cancellationToken)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM main.{SqliteIdentifier.Quote(table.Name)} NOT INDEXED";
        using var reader = command.ExecuteReader();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var rows = 0L;
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < reader.FieldCount; i++)
            {
                Append(hash, reader.GetValue(i));
            }

            rows++;
        }

        return table with { Rows = rows, Hash = Convert.ToHexStringLower(hash.GetHashAndReset()) };
    }

    // The storage class and the length go first, so that no two rows look alike.
    private static void Append(IncrementalHash hash, object value)
    {
        var (kind, bytes) = value switch
        {
            long number => (raw.SQLITE_INTEGER, BitConverter.GetBytes(number)),
            double number => (raw.SQLITE_FLOAT, BitConverter.GetBytes(number)),
            string text => (raw.SQLITE_TEXT, Encoding.UTF8.GetBytes(text)),
            byte[] blob => (raw.SQLITE_BLOB, blob),
            _ => (raw.SQLITE_NULL, []),
        };
        Span<byte> head = stackalloc byte[5];
        head[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], bytes.Length);
        hash.AppendData(head);
        hash.AppendData(bytes);
    }
}
