using Retort.Cli.Output;
using Retort.Dialects;
using Retort.PostgreSql;
using Retort.Sqlite;

namespace Retort.Cli.Configuration;

/// <summary>Finds the address of the database among all the places where one can stand, and opens what it names.</summary>
internal static class DatabaseAddress
{
    /// <summary>The address given by environment variables; <see langword="null"/> when there is none.</summary>
    public static string? FromEnvironment(CliHost host)
    {
        foreach (var name in (string[])["RETORT_URL", "DATABASE_URL", "SQLALCHEMY_DATABASE_URL"])
        {
            if (host.Environment.TryGetValue(name, out var url) && url.Length > 0)
            {
                return Expand(url, "url", host.Folder, host);
            }
        }

        var parts = host.Environment;
        if (!parts.TryGetValue("POSTGRES_HOST", out var server) || server.Length == 0)
        {
            return null;
        }

        var user = Uri.EscapeDataString(parts.GetValueOrDefault("POSTGRES_USER", "postgres"));
        var password = parts.TryGetValue("POSTGRES_PASSWORD", out var secret) ? $":{Uri.EscapeDataString(secret)}" : "";
        var database = Uri.EscapeDataString(parts.GetValueOrDefault("POSTGRES_DB", parts.GetValueOrDefault("POSTGRES_USER", "postgres")));
        var port = parts.GetValueOrDefault("POSTGRES_PORT", "5432");
        return server.StartsWith('/')
            ? $"postgresql://{user}{password}@/{database}?host={Uri.EscapeDataString(server)}&port={port}"
            : $"postgresql://{user}{password}@{server}:{port}/{database}";
    }

    /// <summary>Replaces <c>${VAR}</c> and reads <c>file:/path</c>.</summary>
    public static string? Expand(string? url, string setting, string folder, CliHost host)
    {
        if (url is null)
        {
            return null;
        }

        var expanded = !url.Contains("${", StringComparison.Ordinal) ? url : ProjectReader.Variable().Replace(url, match => host.Environment.GetValueOrDefault(match.Groups["name"].Value)
            ?? throw new UsageException($"The {setting} names the variable {match.Value}, which is not set."));
        if (!expanded.StartsWith("file:", StringComparison.Ordinal) || expanded.Contains('?', StringComparison.Ordinal))
        {
            return expanded;
        }

        var path = Path.GetFullPath(expanded["file:".Length..], folder);
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The {setting} is in the file {path}, which cannot be read.", e.Message);
        }
    }

    /// <summary>The database at the address of a project.</summary>
    /// <param name="settings">The settings of the project.</param>
    /// <param name="host">The world around.</param>
    /// <param name="say">Tells the person what became of scratch databases.</param>
    public static IDatabase Open(ProjectSettings settings, CliHost host, Action<string> say)
    {
        var url = settings.Url ?? throw new UsageException(
            "No database is named.", hint: "Set \"url\" in retort.json, or DATABASE_URL, or give --url. Forms: postgresql://user@host/db, sqlite:///file.db");
        return Open(url, settings.Folder, new PostgreSqlOptions
        {
            ScratchUrl = settings.ScratchUrl is { } scratchUrl ? PostgreSqlUrl.Parse(scratchUrl) : null,
            ServerPrograms = host.Environment.GetValueOrDefault("RETORT_POSTGRES_BIN") is { Length: > 0 } folder ? folder : null,
            GuardRewrites = settings.GuardRewrites,
            Logger = new SpokenWarnings(say),
        });
    }

    /// <summary>The database at an address; a relative path starts at a folder.</summary>
    public static IDatabase Open(string url, string folder, PostgreSqlOptions? options = null) =>
        SqliteDatabase.IsAddress(url) ? SqliteDatabase.Connect(url, folder) : PostgreSqlDatabase.Connect(url, options);

    /// <summary>A database that is only read: one that is not there is a slip of the pen, not an empty one.</summary>
    public static IDatabase RequireThere(IDatabase database) =>
        database is SqliteDatabase { IsMissing: true } ? throw new UsageException($"There is no database {database.DisplayName}.", hint: "Check the path; a relative one starts at the folder of the project.") : database;
}
