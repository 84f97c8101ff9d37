using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Retort.PostgreSql;

/// <summary>Finds programs of PostgreSQL that are installed on this machine.</summary>
internal static partial class InstalledPrograms
{
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

    /// <summary>The folders packages use, as patterns, for a message.</summary>
    public static string Places => string.Join(", ", Installed.Select(place => Path.Combine(place.Above, place.Pattern, place.Below)));

    /// <summary>Where programs may be.</summary>
    /// <param name="only">The only folder to look in; <see langword="null"/> for <c>PATH</c> and where packages put them.</param>
    public static IEnumerable<string> Folders(string? only) => only is not null
        ? [only]
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(Installed.Where(place => Directory.Exists(place.Above))
                .SelectMany(place => Directory.EnumerateDirectories(place.Above, place.Pattern).Order(StringComparer.Ordinal).Select(version => Path.Combine(version, place.Below))))
            .Distinct(StringComparer.Ordinal);

    /// <summary>The major version a program says it has; <see langword="null"/> when it cannot be run.</summary>
    public static async Task<int?> MajorOfAsync(string program, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, ["--version"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
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

    [GeneratedRegex(@"\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Version();
}
