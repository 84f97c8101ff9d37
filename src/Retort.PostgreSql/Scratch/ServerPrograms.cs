using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Retort.PostgreSql.Scratch;

/// <summary>The programs of an installed PostgreSQL server.</summary>
/// <param name="Folder">Where they are.</param>
/// <param name="Major">Their major version.</param>
internal sealed partial record ServerPrograms(string Folder, int Major)
{
    private static readonly string[] Required = ["initdb", "pg_ctl", "postgres"];

    // Where Debian's, Red Hat's and macOS' packages put them, with * for the version.
    private static readonly (string Above, string Pattern, string Below)[] Installed =
    [
        ("/usr/lib/postgresql", "*", "bin"),
        ("/usr", "pgsql-*", "bin"),
        ("/usr/libexec", "postgresql*", ""),
        ("/opt/homebrew/opt", "postgresql*", "bin"),
        ("/usr/local/opt", "postgresql*", "bin"),
        ("/home/linuxbrew/.linuxbrew/opt", "postgresql*", "bin"),
        ("/Applications/Postgres.app/Contents/Versions", "*", "bin"),
    ];

    /// <summary>Finds the programs of a version, or else of the nearest newer one.</summary>
    /// <param name="major">The major version.</param>
    /// <param name="folder">The only folder to look in; <see langword="null"/> for <c>PATH</c> and where packages put them.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="LocalServerException">There are none.</exception>
    public static async Task<ServerPrograms> FindAsync(int major, string? folder, CancellationToken cancellationToken)
    {
        var found = new List<ServerPrograms>();
        foreach (var candidate in folder is null ? Folders() : [folder])
        {
            if (Array.TrueForAll(Required, program => File.Exists(Path.Combine(candidate, program)))
                && await MajorOfAsync(candidate, cancellationToken).ConfigureAwait(false) is { } version)
            {
                found.Add(new ServerPrograms(candidate, version));
            }
        }

        return found.Where(programs => programs.Major >= major).MinBy(programs => programs.Major) ?? throw NotFound(major, folder, found);
    }

    private static IEnumerable<string> Folders() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(Installed.Where(place => Directory.Exists(place.Above))
                .SelectMany(place => Directory.EnumerateDirectories(place.Above, place.Pattern).Order(StringComparer.Ordinal).Select(version => Path.Combine(version, place.Below))))
            .Distinct(StringComparer.Ordinal);

    private static async Task<int?> MajorOfAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Path.Combine(folder, "postgres"), ["--version"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return Version().Match(output) is { Success: true } match ? int.Parse(match.Value, CultureInfo.InvariantCulture) : null;
        }
        catch (Win32Exception)
        {
            // It is there, and is not a program for this machine or this user.
            return null;
        }
    }

    private static LocalServerException NotFound(int major, string? folder, List<ServerPrograms> older) => new(
        (folder, older) switch
        {
            (_, [_, ..]) => string.Create(CultureInfo.InvariantCulture, $"the installed programs are older than PostgreSQL {major}: {string.Join(", ", older.Select(programs => $"{programs.Major} in {programs.Folder}"))}."),
            (null, _) => $"initdb, pg_ctl and postgres are neither in PATH nor in {string.Join(", ", Installed.Select(place => Path.Combine(place.Above, place.Pattern, place.Below)))}.",
            _ => $"initdb, pg_ctl and postgres are not in {folder}, and no other folder is looked in.",
        });

    [GeneratedRegex(@"\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Version();
}
