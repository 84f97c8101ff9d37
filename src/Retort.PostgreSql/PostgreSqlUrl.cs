using System.Globalization;
using Npgsql;
using Retort.Dialects;

namespace Retort.PostgreSql;

/// <summary>
/// The address of a database in any of its forms: <c>postgresql://user:password@host:5432/name?sslmode=require</c> (also
/// <c>postgres://</c>, and with the driver suffix of other tools, as in <c>postgresql+asyncpg://</c>), keywords as libpq takes
/// them (<c>host=/tmp dbname=name</c>), or an ADO.NET connection string. What it leaves out comes from the PG* variables.
/// </summary>
public sealed class PostgreSqlUrl
{
    private PostgreSqlUrl(NpgsqlConnectionStringBuilder connectionString, TargetSessionAttributes? target = null, TimeSpan? silenceTimeout = null)
    {
        ConnectionString = connectionString;
        Target = target;
        SilenceTimeout = silenceTimeout ?? DefaultSilenceTimeout;
    }

    /// <summary>The address for a person to read. Never holds a password.</summary>
    public string DisplayName => DisplayNameOf(ConnectionString);

    internal NpgsqlConnectionStringBuilder ConnectionString { get; }

    /// <summary>Which of several hosts is wanted; <see langword="null"/> for the only one.</summary>
    internal TargetSessionAttributes? Target { get; }

    internal static TimeSpan DefaultSilenceTimeout { get; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an answer is waited for while there is no sign that one will come.</summary>
    internal TimeSpan SilenceTimeout { get; }

    /// <summary>Reads an address; what it leaves out is taken from the environment.</summary>
    /// <exception cref="DatabaseAddressException">It is none, or it has a parameter that is not known.</exception>
    public static PostgreSqlUrl Parse(string text) => Parse(text, Environment.GetEnvironmentVariable);

    /// <summary>Whether a text is a URL of a PostgreSQL database.</summary>
    public static bool IsUrl(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var end = text.IndexOf("://", StringComparison.Ordinal);
        return end > 0 && text[..end].Split('+')[0] is "postgresql" or "postgres";
    }

    internal static PostgreSqlUrl Of(NpgsqlConnectionStringBuilder connectionString) => new(connectionString);

    internal PostgreSqlUrl WithDatabase(string database) =>
        new(new NpgsqlConnectionStringBuilder(ConnectionString.ConnectionString) { Database = database }, Target, SilenceTimeout);

    internal static PostgreSqlUrl Parse(string text, Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = text.Trim();
        if (text.Contains(';', StringComparison.Ordinal) && !IsUrl(text))
        {
            return new PostgreSqlUrl(Complete(ParseConnectionString(text), environment));
        }

        var parameters = new PostgreSqlUrlParameters();
        if (IsUrl(text))
        {
            ReadUrl(text, parameters);
        }
        else
        {
            ReadKeywords(text, parameters);
        }

        parameters.AddEnvironment(environment);
        var connectionString = parameters.Build();
        var target = parameters.Target ?? (connectionString.Host?.Contains(',', StringComparison.Ordinal) == true ? TargetSessionAttributes.Primary : null);
        return new PostgreSqlUrl(Complete(connectionString, environment), target, parameters.SilenceTimeout);
    }

    internal static string DisplayNameOf(NpgsqlConnectionStringBuilder connection)
    {
        var user = connection.Username is { Length: > 0 } name ? $"{Uri.EscapeDataString(name)}@" : "";
        var database = Uri.EscapeDataString(connection.Database ?? "");
        var port = connection.Port.ToString(CultureInfo.InvariantCulture);
        var host = connection.Host ?? "";
        return host.StartsWith('/') ? $"postgresql://{user}/{database}?host={host}&port={port}"
            : host.Contains(',', StringComparison.Ordinal) ? $"postgresql://{user}{host}/{database}"
            : host.Contains(':', StringComparison.Ordinal) ? $"postgresql://{user}[{host}]:{port}/{database}"
            : $"postgresql://{user}{host}:{port}/{database}";
    }

    private static NpgsqlConnectionStringBuilder ParseConnectionString(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            // The message of the driver can hold the value, and the value can be a password.
            throw NotAnAddress("It looks like an ADO.NET connection string, but the driver does not accept it.");
        }
    }

    // The driver wants a host and a user; libpq has defaults for both, and takes the user's name for the database.
    private static NpgsqlConnectionStringBuilder Complete(NpgsqlConnectionStringBuilder connection, Func<string, string?> environment)
    {
        connection.Host ??= environment("PGHOST") ?? "localhost";
        connection.Username ??= environment("PGUSER") ?? Environment.UserName;
        connection.Database ??= environment("PGDATABASE") ?? connection.Username;
        return connection;
    }

    private static void ReadUrl(string text, PostgreSqlUrlParameters parameters)
    {
        var rest = text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var (beforeQuery, query) = Cut(rest, rest.IndexOf('?', StringComparison.Ordinal));
        var (authority, database) = Cut(beforeQuery, beforeQuery.IndexOf('/', StringComparison.Ordinal));
        var at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            var (user, password) = Cut(authority[..at], authority.IndexOf(':', StringComparison.Ordinal) is var colon && colon < at ? colon : -1);
            parameters.Add("user", Decode(user));
            parameters.Add("password", Decode(password));
            authority = authority[(at + 1)..];
        }

        ReadHosts(authority, parameters);
        parameters.Add("dbname", Decode(database));
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = Cut(pair, pair.IndexOf('=', StringComparison.Ordinal));
            parameters.Add(Decode(key), Decode(value));
        }
    }

    private static void ReadHosts(string authority, PostgreSqlUrlParameters parameters)
    {
        if (authority.Length == 0)
        {
            return;
        }

        var hosts = new List<string>();
        var ports = new List<string>();
        foreach (var part in authority.Split(','))
        {
            var colon = part.LastIndexOf(':');
            var hasPort = colon > part.LastIndexOf(']');
            hosts.Add(Decode((hasPort ? part[..colon] : part).Trim('[', ']')));
            ports.Add(hasPort ? part[(colon + 1)..] : "");
        }

        parameters.Add("host", string.Join(',', hosts));
        parameters.Add("port", ports.TrueForAll(port => port.Length == 0) ? "" : string.Join(',', ports));
    }

    // keyword = value, parted by white space; a value may stand in apostrophes, and a backslash takes the next character as it is.
    private static void ReadKeywords(string text, PostgreSqlUrlParameters parameters)
    {
        var i = 0;
        while (i < text.Length)
        {
            var equals = text.IndexOf('=', i);
            var key = equals < 0 ? "" : text[i..equals].Trim();
            if (key.Length == 0 || key.Any(char.IsWhiteSpace))
            {
                throw NotAnAddress("It is neither a URL nor a list of keywords.");
            }

            i = equals + 1;
            while (i < text.Length && char.IsWhiteSpace(text[i]))
            {
                i++;
            }

            var isQuoted = i < text.Length && text[i] == '\'';
            var value = new System.Text.StringBuilder();
            for (i += isQuoted ? 1 : 0; i < text.Length && (isQuoted ? text[i] != '\'' : !char.IsWhiteSpace(text[i])); i++)
            {
                if (text[i] == '\\' && i + 1 < text.Length)
                {
                    i++;
                }

                value.Append(text[i]);
            }

            parameters.Add(key, value.ToString());
            i += isQuoted ? 1 : 0;
            while (i < text.Length && char.IsWhiteSpace(text[i]))
            {
                i++;
            }
        }
    }

    private static (string Before, string After) Cut(string text, int index) => index < 0 ? (text, "") : (text[..index], text[(index + 1)..]);

    // Nearly every address has nothing to decode, and needs none of what the framework knows of addresses.
    private static string Decode(string text) => text.Contains('%') ? Uri.UnescapeDataString(text) : text;

    private static DatabaseAddressException NotAnAddress(string detail) =>
        new("RT0610", "This is not the address of a PostgreSQL database.", detail, "Write it as postgresql://user:password@host:5432/database?sslmode=require, with special characters percent-encoded.");
}
