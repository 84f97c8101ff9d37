using System.Text;
using Npgsql;
using Retort.Backups;

namespace Retort.PostgreSql.Backups;

/// <summary>A script with the rows of one table. The rows go to the server as they are: they are in the encoding of the script, which the server knows.</summary>
internal sealed class RowScript : IDisposable
{
    /// <summary>The line behind the rows.</summary>
    public const string EndOfRows = "\\.";

    private const string CopyBegin = "COPY ";
    private const string CopyEnd = " FROM stdin;";
    private const string EncodingBegin = "SET client_encoding = '";

    private readonly ClientProgram? _program;

    // Of this encoding each byte is a character: what is read is written again without a change.
    private readonly StreamReader _reader;

    private RowScript(Stream stream, ClientProgram? program)
    {
        _reader = new StreamReader(stream, Encoding.Latin1, detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 16);
        _program = program;
    }

    /// <summary>The script in a stream.</summary>
    public static RowScript OfStream(Stream stream) => new(stream, null);

    /// <summary>The script that a program prints.</summary>
    public static RowScript OfProgram(ClientProgram program)
    {
        program.Input.Close();
        return new RowScript(program.Output, program);
    }

    /// <summary>Gives the rows to a table of the name and the columns that they were taken from.</summary>
    /// <returns>Whether there were any to give: a script can be without a table.</returns>
    /// <exception cref="BackupException">The program failed, or the script ends in the middle.</exception>
    public async Task<bool> CopyAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var encoding = "UTF8";
        var isFound = false;
        while (!isFound && await _reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (line.StartsWith(EncodingBegin, StringComparison.Ordinal))
            {
                encoding = line[EncodingBegin.Length..line.LastIndexOf('\'')];
            }
            else if (line.StartsWith(CopyBegin, StringComparison.Ordinal) && line.EndsWith(CopyEnd, StringComparison.Ordinal))
            {
                isFound = true;
                var target = encoding == "UTF8" ? Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(line)) : line;
                await CopyRowsAsync(connection, $"{target[..^CopyEnd.Length]} FROM STDIN (ENCODING '{encoding}')", cancellationToken).ConfigureAwait(false);
            }
        }

        if (_program is not null)
        {
            await _reader.BaseStream.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
            await _program.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return isFound;
    }

    public void Dispose()
    {
        _reader.Dispose();
        _program?.Dispose();
    }

    private async Task CopyRowsAsync(NpgsqlConnection connection, string copy, CancellationToken cancellationToken)
    {
        var writer = (StreamWriter)await connection.BeginTextImportAsync(copy, cancellationToken).ConfigureAwait(false);
        await using var closing = writer.ConfigureAwait(false);
        var bytes = writer.BaseStream;
        string? line;
        while ((line = await _reader.ReadLineAsync(cancellationToken).ConfigureAwait(false)) is not null and not EndOfRows)
        {
            await bytes.WriteAsync(Encoding.Latin1.GetBytes(line + '\n'), cancellationToken).ConfigureAwait(false);
        }

        if (line is null)
        {
            throw new BackupException("RT0940", "The rows of a table end in the middle.", copy, "Nothing was changed. Take another backup: `retort backup list`.");
        }
    }
}
