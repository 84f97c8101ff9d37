// Runs an upgrade or a downgrade that kills its own process with SIGKILL at a given call to the database: before it (calls are
// counted from 0), or right after it. Exit code 0 means that the run ended before that call came.
//   Retort.CrashRunner URL VERSIONS-FOLDER upgrade|downgrade TARGET CALL before|after
// Makes scratch databases one after another, works in each, and keeps the last one until standard input closes or SIGINT or SIGTERM comes.
//   Retort.CrashRunner scratch URL COUNT SCRATCH-URL|- SERVER-PROGRAMS|-
using Retort;
using Retort.CrashRunner;
using Retort.Dialects;
using Retort.PostgreSql;
using Retort.RevisionFiles;
using Retort.Sqlite;

if (args is ["scratch", var server, var count, var scratchUrl, var programs])
{
    return await ScratchRun.RunAsync(server, int.Parse(count, System.Globalization.CultureInfo.InvariantCulture), scratchUrl, programs);
}

var (url, folder, direction, target, call, moment) = (args[0], args[1], args[2], args[3], int.Parse(args[4], System.Globalization.CultureInfo.InvariantCulture), args[5]);
IDatabase database = url.StartsWith("sqlite", StringComparison.Ordinal) ? SqliteDatabase.Connect(url) : PostgreSqlDatabase.Connect(url);
await using var migrator = Migrator.Create(new DyingDatabase(database, call, moment == "after"), new VersionsFolder([folder]));
var plan = direction == "upgrade" ? await migrator.PlanUpgradeAsync(target) : await migrator.PlanDowngradeAsync(target);
await migrator.RunAsync(plan);
return 0;
