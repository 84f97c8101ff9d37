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
        var names = await session.QueryAsync(
            "SELECT name FROM main.sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name", cancellationToken).ConfigureAwait(false);
        return new BackupContents(
            session.ServerVersion.ToString(),
            [.. revisions.Order(StringComparer.Ordinal)],
            [],
            SchemaFingerprint.Of(schema).Hex,
            [.. names.Select(row => ReadTable((SqliteConnection)session.Connection, (string)row[0]!, cancellationToken))]);
    }

    private static TableContents ReadTable(SqliteConnection connection, string name, CancellationToken cancellationToken)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM main.{SqliteIdentifier.Quote(name)} NOT INDEXED";
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

        return new TableContents(null, name, rows, Convert.ToHexStringLower(hash.GetHashAndReset()));
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
