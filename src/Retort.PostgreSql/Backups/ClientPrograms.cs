using System.Globalization;
using Retort.Backups;

namespace Retort.PostgreSql.Backups;

/// <summary>The programs that write and read dumps.</summary>
/// <param name="Folder">Where they are.</param>
/// <param name="Major">Their major version.</param>
internal sealed record ClientPrograms(string Folder, int Major)
{
    private static readonly string[] Required = ["pg_dump", "pg_restore", "psql"];

    /// <summary>Finds the programs of the version of a server, or else of the nearest newer one: an older pg_dump refuses a newer server.</summary>
    /// <param name="major">The major version of the server.</param>
    /// <param name="folder">The only folder to look in; <see langword="null"/> for <c>PATH</c> and where packages put them.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="BackupException">There are none, or all are older.</exception>
    public static async Task<ClientPrograms> FindAsync(int major, string? folder, CancellationToken cancellationToken)
    {
        var found = new List<ClientPrograms>();
        foreach (var candidate in InstalledPrograms.Folders(folder))
        {
            if (Array.TrueForAll(Required, program => File.Exists(Path.Combine(candidate, program)))
                && await InstalledPrograms.MajorOfAsync(Path.Combine(candidate, "pg_dump"), cancellationToken).ConfigureAwait(false) is { } version)
            {
                found.Add(new ClientPrograms(candidate, version));
            }
        }

        return found.Where(programs => programs.Major >= major).MinBy(programs => programs.Major) ?? throw NotFound(major, folder, found);
    }

    /// <summary>The path of one of the programs.</summary>
    public string PathOf(string program) => Path.Combine(Folder, program);

    private static BackupException NotFound(int major, string? folder, List<ClientPrograms> older) => new(
        "RT0930",
        older.Count > 0
            ? string.Create(CultureInfo.InvariantCulture, $"The installed pg_dump is older than the server, which is PostgreSQL {major}.")
            : string.Create(CultureInfo.InvariantCulture, $"There is no pg_dump for the server, which is PostgreSQL {major}."),
        older.Count > 0
            ? string.Create(CultureInfo.InvariantCulture, $"Found: {string.Join(", ", older.Select(programs => $"{programs.Major} in {programs.Folder}"))}. A pg_dump refuses a server that is newer than itself.")
            : $"pg_dump, pg_restore and psql are {(folder is null ? $"neither in PATH nor in {InstalledPrograms.Places}" : $"not in {folder}, and no other folder is looked in")}.",
        string.Create(
            CultureInfo.InvariantCulture,
            $"Install postgresql-client-{major} (Debian, Ubuntu; from apt.postgresql.org where the distribution is older), postgresql{major} (Red Hat, from the PGDG repository) or libpq (Homebrew), or name the folder of the programs in RETORT_POSTGRES_BIN. `--backup affected` needs none of them."));
}
