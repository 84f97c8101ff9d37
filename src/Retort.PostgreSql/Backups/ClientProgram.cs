using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Retort.Backups;

namespace Retort.PostgreSql.Backups;

/// <summary>
/// Runs a program of PostgreSQL's on a database. The address goes into its environment, as libpq reads it: a command line could be read by every user of
/// the machine.
/// </summary>
internal sealed class ClientProgram : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _said;

    private ClientProgram(Process process)
    {
        _process = process;
        _said = ReadLastLinesAsync(process.StandardError);
    }

    /// <summary>What it is told; closed when it has been told everything.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>What it prints.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Starts a program.</summary>
    /// <param name="path">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="address">The database.</param>
    public static ClientProgram Start(string path, IEnumerable<string> arguments, NpgsqlConnectionStringBuilder address)
    {
        var start = new ProcessStartInfo(path, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var inherited in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(inherited);
        }

        foreach (var (name, value) in EnvironmentOf(address))
        {
            start.Environment[name] = value;
        }

        start.Environment["LC_ALL"] = "C";
        try
        {
            return new ClientProgram(Process.Start(start)!);
        }
        catch (Win32Exception e)
        {
            throw new BackupException("RT0931", $"{path} cannot be run: {e.Message}.", hint: "Install it again, or name the folder of another one in RETORT_POSTGRES_BIN.", inner: e);
        }
    }

    /// <summary>Runs a program that is told nothing and whose output is of no interest.</summary>
    public static async Task RunAsync(string path, IEnumerable<string> arguments, NpgsqlConnectionStringBuilder address, CancellationToken cancellationToken)
    {
        using var program = Start(path, arguments, address);
        program.Input.Close();
        await program.Output.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
        await program.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for its end and requires that it succeeded.</summary>
    /// <exception cref="BackupException">It failed.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        if (_process.ExitCode != 0)
        {
            throw new BackupException(
                "RT0932",
                string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(_process.StartInfo.FileName)} failed with exit code {_process.ExitCode}."),
                await _said.ConfigureAwait(false),
                "Nothing was changed. What the program says is above; it needs the right to read every table, and room for what it writes.");
        }
    }

    /// <summary>Ends the program if it still runs, and those it started.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static IEnumerable<(string Name, string Value)> EnvironmentOf(NpgsqlConnectionStringBuilder address)
    {
        (string Name, string? Value)[] variables =
        [
            ("PGHOST", address.Host),
            ("PGPORT", address.Port.ToString(CultureInfo.InvariantCulture)),
            ("PGDATABASE", address.Database),
            ("PGUSER", address.Username),
            ("PGPASSWORD", address.Password),
            ("PGPASSFILE", address.Passfile),
            ("PGOPTIONS", address.Options),
            ("PGAPPNAME", address.ApplicationName),
            ("PGSSLMODE", SslModeOf(address.SslMode)),
            ("PGSSLCERT", address.SslCertificate),
            ("PGSSLKEY", address.SslKey),
            ("PGSSLROOTCERT", address.RootCertificate),
        ];
        return variables.Where(variable => !string.IsNullOrEmpty(variable.Value)).Select(variable => (variable.Name, variable.Value!));
    }

    private static string SslModeOf(SslMode mode) => mode switch
    {
        SslMode.VerifyCA => "verify-ca",
        SslMode.VerifyFull => "verify-full",
        _ => mode.ToString().ToLowerInvariant(),
    };

    private static async Task<string> ReadLastLinesAsync(StreamReader reader)
    {
        const int Kept = 20;
        var lines = new Queue<string>();
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            lines.Enqueue(line);
            if (lines.Count > Kept)
            {
                lines.Dequeue();
            }
        }

        return string.Join('\n', lines);
    }
}
