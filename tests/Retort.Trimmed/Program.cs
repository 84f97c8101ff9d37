// Goes up, down and up again on the database of a URL. Published trimmed, it shows that nothing it needs was taken away.
using Retort;
using Retort.Dialects;
using Retort.PostgreSql;
using Retort.Revisions;
using Retort.Sqlite;
using Retort.Trimmed;

IDatabase database = args[0].StartsWith("sqlite", StringComparison.Ordinal) ? SqliteDatabase.Connect(args[0]) : PostgreSqlDatabase.Connect(args[0]);
await using var migrator = Migrator.Create(database, RevisionSource.Join(RevisionSource.Of<AddCustomers>(), RevisionSource.EmbeddedIn(typeof(AddCustomers).Assembly)));
foreach (var plan in new[] { () => migrator.PlanUpgradeAsync("head"), () => migrator.PlanDowngradeAsync("base"), () => migrator.PlanUpgradeAsync("head") })
{
    var report = await migrator.RunAsync(await plan());
    Console.WriteLine($"{report.Steps.Length} run, now at {string.Join(", ", report.Current)}");
}
