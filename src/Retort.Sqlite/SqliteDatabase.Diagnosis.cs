using Retort.Backups;
using Retort.Diagnosis;
using Retort.Dialects;

namespace Retort.Sqlite;

public sealed partial class SqliteDatabase
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<Symptom>> DiagnoseAsync(CancellationToken cancellationToken = default)
    {
        if (IsMissing)
        {
            return [new Symptom("connection", Verdict.Go, $"there is no file {_file} yet; it is made when something is written")];
        }

        var session = await OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        return
        [
            new Symptom("connection", Verdict.Go, $"SQLite {session.ServerVersion}, {DisplayName}"),
            .. await ExamineIntegrityAsync(session, cancellationToken).ConfigureAwait(false),
            .. _file is null ? Array.Empty<Symptom>() : [ExamineDisk(_file), await ExamineWriterAsync(session, cancellationToken).ConfigureAwait(false)],
        ];
    }

    private static async Task<IEnumerable<Symptom>> ExamineIntegrityAsync(SqliteSession session, CancellationToken cancellationToken)
    {
        const string Subject = "integrity";
        var damages = await FindDamagesAsync(session, cancellationToken).ConfigureAwait(false);
        if (damages.Count > 0)
        {
            return damages.Select(damage => new Symptom(Subject, Verdict.NoGo, $"The file is damaged: {damage}", "Restore a backup, or save what can be read: sqlite3 FILE .recover"));
        }

        var orphans = await session.QueryAsync("SELECT \"table\", count(*), parent FROM pragma_foreign_key_check GROUP BY \"table\", parent", cancellationToken).ConfigureAwait(false);
        return
        [
            new Symptom(Subject, Verdict.Go, "the file is whole"),
            .. orphans.Select(row => new Symptom(
                "foreign keys", Verdict.Wait, $"Rows of \"{row[0]}\" refer to rows of \"{row[2]}\" that are not there: {row[1]}.", $"PRAGMA foreign_key_check({SqliteIdentifier.Quote((string)row[0]!)})"))
                .DefaultIfEmpty(new Symptom("foreign keys", Verdict.Go, "every reference leads to a row")),
        ];
    }

    private static async Task<IReadOnlyList<string>> FindDamagesAsync(SqliteSession session, CancellationToken cancellationToken)
    {
        try
        {
            var rows = await session.QueryAsync("PRAGMA quick_check(5)", cancellationToken).ConfigureAwait(false);
            return rows is [["ok"]] ? [] : [.. rows.Select(row => (string)row[0]!)];
        }
        catch (StatementException e) when (e.Failure == StatementFailure.Refused)
        {
            // Some damages end the check itself.
            return [e.Message.Trim()];
        }
    }

    // A table that is rebuilt stands beside the old one, and both are in the journal.
    private static Symptom ExamineDisk(string file)
    {
        var (free, size) = (new DriveInfo(Path.GetFullPath(file)).AvailableFreeSpace, new FileInfo(file).Length);
        return free < 2 * size
            ? new Symptom("disk", Verdict.Wait, $"The disk has {ByteSize.Of(free)} left; to rebuild the largest table may need twice the {ByteSize.Of(size)} of the file.", "Make room first.")
            : new Symptom("disk", Verdict.Go, $"the file has {ByteSize.Of(size)}, and the disk {ByteSize.Of(free)} left");
    }

    private static async Task<Symptom> ExamineWriterAsync(SqliteSession session, CancellationToken cancellationToken)
    {
        try
        {
            await session.BeginAsync([], cancellationToken).ConfigureAwait(false);
            await session.RollbackAsync(cancellationToken).ConfigureAwait(false);
            return new Symptom("writer", Verdict.Go, "nobody else writes");
        }
        catch (StatementException e) when (e.Failure == StatementFailure.Contention)
        {
            return new Symptom("writer", Verdict.Wait, "Another process is writing.", "Wait until it has ended; a run waits for it too, up to the lock timeout.");
        }
        catch (StatementException e)
        {
            return new Symptom("writer", Verdict.NoGo, $"The file cannot be written: {e.Message}", "Check the permissions of the file and of its folder, where the journal is made.");
        }
    }
}
