// Runs an upgrade or a downgrade that kills its own process with SIGKILL right before a given call to the database, counted from 0; with "-" it runs to its
// end and prints how many calls it made.
//   Retort.CrashRunner URL VERSIONS-FOLDER upgrade|downgrade TARGET CALL|-
// Makes scratch databases one after another, works in each, and keeps the last one until standard input closes or SIGINT or SIGTERM comes.
//   Retort.CrashRunner scratch URL COUNT SCRATCH-URL|- SERVER-PROGRAMS|-
using System.Diagnostics;
using Retort.CrashRunner;

if (args is ["scratch", var server, var count, var scratchUrl, var programs])
{
    return await ScratchRun.RunAsync(server, int.Parse(count, System.Globalization.CultureInfo.InvariantCulture), scratchUrl, programs);
}

int? call = args[4] == "-" ? null : int.Parse(args[4], System.Globalization.CultureInfo.InvariantCulture);
Console.WriteLine(await DyingRun.RunAsync(args[0], args[1], args[2], args[3], call, _ =>
{
    Process.GetCurrentProcess().Kill();
    return Task.CompletedTask;
}));
return 0;
