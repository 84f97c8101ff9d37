using System.Runtime.InteropServices;
using Retort.Dialects;
using Retort.PostgreSql;

namespace Retort.CrashRunner;

/// <summary>A process that uses scratch databases, to be watched, interrupted or killed.</summary>
internal static class ScratchRun
{
    public static async Task<int> RunAsync(string url, int count, string scratchUrl, string programs)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await using var database = PostgreSqlDatabase.Connect(url, new PostgreSqlOptions
        {
            ScratchUrl = scratchUrl == "-" ? null : PostgreSqlUrl.Parse(scratchUrl),
            ServerPrograms = programs == "-" ? null : programs,
        });
        try
        {
            for (var i = 1; i <= count; i++)
            {
                await using var scratch = await database.CreateScratchAsync(copySchema: false, stop.Token);
                await UseAsync(scratch, stop.Token);
                if (i == count)
                {
                    Console.WriteLine(scratch.DisplayName);
                    await Task.Run(Console.In.ReadToEnd, stop.Token).WaitAsync(stop.Token);
                }
            }

            return 0;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    // Two sessions: between them nobody is connected, and it must still be there.
    private static async Task UseAsync(IDatabase scratch, CancellationToken cancellationToken)
    {
        await using (var session = await scratch.OpenAsync(cancellationToken))
        {
            await session.ExecuteAsync([new("CREATE TABLE t (id int)")], cancellationToken);
        }

        await using var again = await scratch.OpenAsync(cancellationToken);
        await again.QueryAsync("SELECT * FROM t", cancellationToken);
    }
}
