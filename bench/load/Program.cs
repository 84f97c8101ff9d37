// Reads and writes rows of the table "users" without a pause, holds a lock on it by an idle transaction for a while, and meanwhile runs a command.
// Prints how the command ended and how long it took, the slowest query, how many took more than a second, how many failed, and how many there were.
//   load CONNECTION-STRING WORKERS SECONDS-OF-THE-IDLE-TRANSACTION COMMAND...
using System.Diagnostics;
using System.Globalization;
using Npgsql;

const int Rows = 200_000;
var (workers, hold) = (int.Parse(args[1], CultureInfo.InvariantCulture), TimeSpan.FromSeconds(double.Parse(args[2], CultureInfo.InvariantCulture)));
await using var source = new NpgsqlSlimDataSourceBuilder(args[0]).Build();
using var end = new CancellationTokenSource();
var work = Enumerable.Range(0, workers).Select(worker => Task.Run(() => WorkAsync(worker))).ToList();
await Task.Delay(TimeSpan.FromSeconds(1));
var idle = HoldAsync();
await Task.Delay(TimeSpan.FromSeconds(0.5));

var watch = Stopwatch.StartNew();
using var command = Process.Start(new ProcessStartInfo(args[3], args[4..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
var (output, error) = (command.StandardOutput.ReadToEndAsync(), command.StandardError.ReadToEndAsync());
await command.WaitForExitAsync();
var took = watch.Elapsed;
await Console.Error.WriteAsync(await output + await error);
await idle;
await end.CancelAsync();

var queries = (await Task.WhenAll(work)).SelectMany(times => times).ToList();
var done = queries.Where(query => query.Done).Select(query => query.Took).ToList();
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{(command.ExitCode == 0 ? "done" : "failed")}|{took.TotalSeconds:0.0} s|{done.Max().TotalMilliseconds:N0} ms|{done.Count(time => time > TimeSpan.FromSeconds(1))}|{queries.Count - done.Count}|{queries.Count:N0}"));

async Task<List<(TimeSpan Took, bool Done)>> WorkAsync(int worker)
{
    var times = new List<(TimeSpan, bool)>();
    await using var connection = await source.OpenConnectionAsync();
    for (var number = worker; !end.IsCancellationRequested; number = (number * 31 + 7) % Rows)
    {
        var sql = worker % 2 == 0 ? "SELECT email FROM users WHERE id = $1" : "UPDATE users SET seen = seen + 1 WHERE id = $1";
        await using var query = new NpgsqlCommand(sql, connection) { CommandTimeout = 0, Parameters = { new() { Value = number + 1 } } };
        var start = Stopwatch.GetTimestamp();
        try
        {
            await query.ExecuteNonQueryAsync();
            times.Add((Stopwatch.GetElapsedTime(start), true));
        }
        catch (PostgresException)
        {
            times.Add((Stopwatch.GetElapsedTime(start), false));
        }
    }

    return times;
}

async Task HoldAsync()
{
    await using var connection = await source.OpenConnectionAsync();
    await using var transaction = await connection.BeginTransactionAsync();
    await using var query = new NpgsqlCommand("SELECT count(*) FROM users", connection, transaction);
    await query.ExecuteScalarAsync();
    await Task.Delay(hold);
}
