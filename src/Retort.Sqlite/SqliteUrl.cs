using System.Globalization;
using Microsoft.Data.Sqlite;
using Retort.Dialects;

namespace Retort.Sqlite;

/// <summary>Reads addresses of SQLite databases: <c>sqlite:///relative.db</c>, <c>sqlite:////absolute.db</c>, <c>sqlite://</c> for one in memory, <c>Data Source=...</c>.</summary>
internal static class SqliteUrl
{
    private const string InMemory = ":memory:";

    /// <summary>What the driver needs to know. The data source is an absolute path, or the mode is <see cref="SqliteOpenMode.Memory"/>.</summary>
    /// <param name="url">The address.</param>
    /// <param name="folder">Where a relative path starts.</param>
    /// <exception cref="DatabaseAddressException">It is no address.</exception>
    public static SqliteConnectionStringBuilder Parse(string url, string folder)
    {
        var colon = url.IndexOf("://", StringComparison.Ordinal);
        var settings = colon < 0 ? OfConnectionString(url) : OfUrl(url[..colon], url[(colon + 3)..]);
        if (settings.DataSource is "" or InMemory)
        {
            settings.Mode = SqliteOpenMode.Memory;
        }
        else if (settings.Mode != SqliteOpenMode.Memory)
        {
            settings.DataSource = Path.GetFullPath(settings.DataSource, folder);
        }

        return settings;
    }

    private static SqliteConnectionStringBuilder OfUrl(string scheme, string rest)
    {
        if (!scheme.Split('+')[0].Equals("sqlite", StringComparison.OrdinalIgnoreCase) || (rest.Length > 0 && rest[0] is not ('/' or '?')))
        {
            throw Invalid(null);
        }

        var parts = rest.Split('?', 2);
        var settings = new SqliteConnectionStringBuilder { DataSource = Uri.UnescapeDataString(parts[0].Length == 0 ? "" : parts[0][1..]) };
        foreach (var parameter in (parts.Length > 1 ? parts[1] : "").Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            Set(settings, parameter);
        }

        return settings;
    }

    private static void Set(SqliteConnectionStringBuilder settings, string parameter)
    {
        switch (parameter.Split('=', 2))
        {
            case ["mode", "ro"]: settings.Mode = SqliteOpenMode.ReadOnly; break;
            case ["mode", "rw"]: settings.Mode = SqliteOpenMode.ReadWrite; break;
            case ["mode", "rwc"]: settings.Mode = SqliteOpenMode.ReadWriteCreate; break;
            case ["mode", "memory"]: settings.Mode = SqliteOpenMode.Memory; break;
            case ["timeout", var seconds] when int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var timeout): settings.DefaultTimeout = timeout; break;
            default: throw Invalid($"It has the parameter \"{parameter}\". Known are mode=ro, rw, rwc or memory, and timeout=SECONDS.");
        }
    }

    private static SqliteConnectionStringBuilder OfConnectionString(string text)
    {
        try
        {
            var settings = new SqliteConnectionStringBuilder(text) { Pooling = false };
            return settings.DataSource.Length == 0 ? throw Invalid("It names no file.")
                : settings.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase) ? throw Invalid("Its data source is a URI.")
                : settings;
        }
        catch (ArgumentException e)
        {
            // The driver's message repeats the text, and so perhaps a password.
            throw Invalid("It is neither a URL nor a connection string.", e);
        }
    }

    private static DatabaseAddressException Invalid(string? detail, Exception? inner = null) => new(
        "RT0620",
        "This is not the address of a SQLite database.",
        detail,
        "Write sqlite:///file.db, sqlite:////absolute/file.db, or sqlite:// for one in memory.",
        inner);
}
