using Retort.Backups;
using Retort.Diagnosis;

namespace Retort.PostgreSql.Diagnosis;

/// <summary>Whether the disk of a server has room for a table to be written anew, beside the old one and with its log. It can be seen only of a server on this host.</summary>
internal static class DiskSpace
{
    private const string Subject = "disk";

    public static async Task<Symptom> ExamineAsync(PostgreSqlSession session, string host, CancellationToken cancellationToken)
    {
        var row = (await session.QueryAsync(
            """
            SELECT (SELECT setting FROM pg_catalog.pg_settings WHERE name = 'data_directory'), pg_size_pretty(pg_database_size(current_database())), c.name, c.size, pg_size_pretty(c.size)
            FROM (SELECT) one LEFT JOIN (SELECT oid::regclass::text AS name, pg_total_relation_size(oid) AS size FROM pg_catalog.pg_class WHERE relkind = 'r' AND oid >= 16384 ORDER BY 2 DESC LIMIT 1) c ON true
            """,
            cancellationToken).ConfigureAwait(false))[0];
        if (!IsHere(host) || row[0] is not string folder || FreeBytes(folder) is not { } free)
        {
            return new Symptom(Subject, Verdict.Go, $"the database has {row[1]}; the disk of the server cannot be seen from here");
        }

        return row[3] is long size && free < 2 * size
            ? new Symptom(Subject, Verdict.Wait, $"The disk has {ByteSize.Of(free)} left; to write {row[2]} ({row[4]}) anew needs twice its size.", "Make room first, or change the table in batches.")
            : new Symptom(Subject, Verdict.Go, $"the database has {row[1]}, and the disk {ByteSize.Of(free)} left");
    }

    private static bool IsHere(string host) => host.StartsWith('/') || host is "localhost" or "127.0.0.1" or "::1";

    private static long? FreeBytes(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
