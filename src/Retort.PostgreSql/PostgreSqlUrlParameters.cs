using System.Globalization;
using Npgsql;
using Retort.Dialects;

namespace Retort.PostgreSql;

/// <summary>The connection parameters of libpq, by their names there, and what each means to the driver.</summary>
internal sealed class PostgreSqlUrlParameters
{
    private static readonly (string Variable, string Parameter)[] Variables =
    [
        ("PGHOST", "host"),
        ("PGPORT", "port"),
        ("PGDATABASE", "dbname"),
        ("PGUSER", "user"),
        ("PGPASSWORD", "password"),
        ("PGPASSFILE", "passfile"),
        ("PGOPTIONS", "options"),
        ("PGAPPNAME", "application_name"),
        ("PGCONNECT_TIMEOUT", "connect_timeout"),
        ("PGCLIENTENCODING", "client_encoding"),
        ("PGSSLMODE", "sslmode"),
        ("PGSSLNEGOTIATION", "sslnegotiation"),
        ("PGSSLCERT", "sslcert"),
        ("PGSSLKEY", "sslkey"),
        ("PGSSLROOTCERT", "sslrootcert"),
        ("PGCHANNELBINDING", "channel_binding"),
        ("PGGSSENCMODE", "gssencmode"),
        ("PGKRBSRVNAME", "krbsrvname"),
        ("PGREQUIREAUTH", "require_auth"),
        ("PGTARGETSESSIONATTRS", "target_session_attrs"),
        ("PGLOADBALANCEHOSTS", "load_balance_hosts"),
    ];

    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Which of several hosts is wanted.</summary>
    public TargetSessionAttributes? Target { get; private set; }

    /// <summary>How long an answer is waited for while there is no sign that one will come.</summary>
    public TimeSpan? SilenceTimeout { get; private set; }

    /// <summary>Adds a parameter; an empty one counts as left out.</summary>
    public void Add(string name, string value)
    {
        if (value.Length > 0)
        {
            _values[name] = value;
        }
    }

    /// <summary>Takes what is left out from the environment.</summary>
    public void AddEnvironment(Func<string, string?> environment)
    {
        foreach (var (variable, parameter) in Variables)
        {
            if (!_values.ContainsKey(parameter) && environment(variable) is { Length: > 0 } value)
            {
                _values[parameter] = value;
            }
        }
    }

    /// <summary>Translates the parameters.</summary>
    /// <exception cref="DatabaseAddressException">One is not known, or has a value that cannot be.</exception>
    public NpgsqlConnectionStringBuilder Build()
    {
        var connection = new NpgsqlConnectionStringBuilder { Host = Hosts() };
        foreach (var (name, value) in _values)
        {
            try
            {
                Apply(connection, name.ToLowerInvariant(), value);
            }
            catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
            {
                throw Refused($"The connection parameter {name} cannot have the value it was given.", "See the documentation of libpq for its values.");
            }
        }

        return connection;
    }

    private void Apply(NpgsqlConnectionStringBuilder connection, string name, string value)
    {
        switch (name)
        {
            case "host" or "hostaddr": break;
            case "port" when connection.Host?.Contains(',', StringComparison.Ordinal) == true: break;
            case "port": connection.Port = Number(value); break;
            case "dbname" or "database": connection.Database = value; break;
            case "user" or "username": connection.Username = value; break;
            case "password": connection.Password = value; break;
            case "passfile": connection.Passfile = value; break;
            case "options": connection.Options = value; break;
            case "application_name": connection.ApplicationName = value; break;
            case "fallback_application_name": connection.ApplicationName ??= value; break;
            case "connect_timeout": connection.Timeout = Number(value); break;
            case "client_encoding": connection.ClientEncoding = value; break;
            case "keepalives": connection.TcpKeepAlive = Number(value) != 0; break;
            case "keepalives_idle": connection.TcpKeepAliveTime = Number(value); break;
            case "keepalives_interval": connection.TcpKeepAliveInterval = Number(value); break;
            case "tcp_user_timeout": SilenceTimeout = Number(value) is > 0 and var time ? TimeSpan.FromMilliseconds(time) : null; break;
            case "sslmode": connection.SslMode = Word<SslMode>(value); break;
            case "ssl": connection.SslMode = value is "true" or "1" ? SslMode.Require : value is "false" or "0" ? SslMode.Disable : Word<SslMode>(value); break;
            case "sslnegotiation": connection.SslNegotiation = Word<SslNegotiation>(value); break;
            case "sslcert": connection.SslCertificate = value; break;
            case "sslkey": connection.SslKey = value; break;
            case "sslpassword": connection.SslPassword = value; break;
            case "sslrootcert": connection.RootCertificate = value; break;
            case "channel_binding": connection.ChannelBinding = Word<ChannelBinding>(value); break;
            case "gssencmode": connection.GssEncryptionMode = Word<GssEncryptionMode>(value); break;
            case "krbsrvname": connection.KerberosServiceName = value; break;
            case "require_auth": connection.RequireAuth = value; break;
            case "target_session_attrs": Target = Word<TargetSessionAttributes>(value); break;
            case "load_balance_hosts": connection.LoadBalanceHosts = value is "random"; break;
            default:
                throw Refused(
                    $"The connection parameter \"{name}\" is not known.",
                    "Remove it. Known are those of libpq that the driver can honour, such as sslmode, sslrootcert, connect_timeout, options, application_name and target_session_attrs.");
        }
    }

    // The driver takes the ports of several hosts beside the hosts.
    private string? Hosts()
    {
        var hosts = (_values.GetValueOrDefault("host") ?? _values.GetValueOrDefault("hostaddr"))?.Split(',');
        var ports = _values.GetValueOrDefault("port")?.Split(',') ?? [""];
        if (hosts is null)
        {
            return null;
        }

        if (ports.Length > 1 && ports.Length != hosts.Length)
        {
            throw Refused("There are not as many ports as hosts.", "Give one port for all hosts, or one for each.");
        }

        return hosts.Length == 1 ? hosts[0] : string.Join(',', hosts.Select((host, i) => ports[i % ports.Length] is { Length: > 0 } port ? $"{host}:{port}" : host));
    }

    private static int Number(string value) => int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture);

    // verify-full is VerifyFull to the driver.
    private static T Word<T>(string value)
        where T : struct, Enum => Enum.TryParse<T>(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var word) && Enum.IsDefined(word) && !char.IsAsciiDigit(value[0])
        ? word
        : throw new FormatException();

    private static DatabaseAddressException Refused(string message, string hint) => new("RT0611", message, hint: hint);
}
