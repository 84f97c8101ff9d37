using System.Globalization;

namespace Retort.PostgreSql.Scratch;

/// <summary>The programs of an installed PostgreSQL server.</summary>
/// <param name="Folder">Where they are.</param>
/// <param name="Major">Their major version.</param>
internal sealed record ServerPrograms(string Folder, int Major)
{
    private static readonly string[] Required = ["initdb", "pg_ctl", "postgres"];

    /// <summary>Finds the programs of a version, or else of the nearest newer one.</summary>
    /// <param name="major">The major version.</param>
    /// <param name="folder">The only folder to look in; <see langword="null"/> for <c>PATH</c> and where packages put them.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="LocalServerException">There are none.</exception>
    public static async Task<ServerPrograms> FindAsync(int major, string? folder, CancellationToken cancellationToken)
    {
        var found = new List<ServerPrograms>();
        foreach (var candidate in InstalledPrograms.Folders(folder))
        {
            if (Array.TrueForAll(Required, program => File.Exists(Path.Combine(candidate, program)))
                && await InstalledPrograms.MajorOfAsync(Path.Combine(candidate, "postgres"), cancellationToken).ConfigureAwait(false) is { } version)
            {
                found.Add(new ServerPrograms(candidate, version));
            }
        }

        return found.Where(programs => programs.Major >= major).MinBy(programs => programs.Major) ?? throw NotFound(major, folder, found);
    }

    private static LocalServerException NotFound(int major, string? folder, List<ServerPrograms> older) => new(
        (folder, older) switch
        {
            (_, [_, ..]) => string.Create(CultureInfo.InvariantCulture, $"the installed programs are older than PostgreSQL {major}: {string.Join(", ", older.Select(programs => $"{programs.Major} in {programs.Folder}"))}."),
            (null, _) => $"initdb, pg_ctl and postgres are neither in PATH nor in {InstalledPrograms.Places}.",
            _ => $"initdb, pg_ctl and postgres are not in {folder}, and no other folder is looked in.",
        });
}
