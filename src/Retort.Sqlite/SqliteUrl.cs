using Microsoft.Data.Sqlite;
using Retort.Dialects;

namespace Retort.Sqlite;

/// <summary>Reads addresses of SQLite databases: <c>sqlite:///relative.db</c>, <c>sqlite:////absolute.db</c>, <c>sqlite://</c> for one in memory, <c>Data Source=...</c>.</summary>
internal static class SqliteUrl
{
    /// <summary>The file of an address; <see langword="null"/> for a database in memory.</summary>
    /// <param name="url">The address.</param>
    /// <param name="folder">Where a relative path starts.</param>
    /// <exception cref="DatabaseAddressException">It is no address.</exception>
    public static string? FileOf(string url, string folder)
    {
        var path = url;
        if (url.StartsWith("Data Source", StringComparison.OrdinalIgnoreCase) || url.StartsWith("Filename", StringComparison.OrdinalIgnoreCase))
        {
            path = Parse(url).DataSource;
        }
        else
        {
            var colon = url.IndexOf("://", StringComparison.Ordinal);
            if (colon < 0 || !url.StartsWith("sqlite", StringComparison.OrdinalIgnoreCase))
            {
                throw Invalid();
            }

            var rest = url[(colon + 3)..];
            path = rest.Length == 0 ? ":memory:" : rest[0] == '/' ? Uri.UnescapeDataString(rest[1..].Split('?', 2)[0]) : throw Invalid();
        }

        return path is "" or ":memory:" ? null : Path.GetFullPath(path, folder);
    }

    private static SqliteConnectionStringBuilder Parse(string text)
    {
        try
        {
            return new SqliteConnectionStringBuilder(text);
        }
        catch (ArgumentException e)
        {
            throw Invalid(e);
        }
    }

    private static DatabaseAddressException Invalid(Exception? inner = null) => new(
        "RT0620", "This is not the address of a SQLite database.", inner?.Message, "Write sqlite:///file.db, sqlite:////absolute/file.db, or sqlite:// for one in memory.", inner);
}
