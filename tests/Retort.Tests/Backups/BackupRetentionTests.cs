using FsCheck;
using FsCheck.Fluent;
using Retort.Backups;
using Retort.Testing;

namespace Retort.Tests.Backups;

public sealed class BackupRetentionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Backups_over_the_age_go_but_the_newest_ones_stay()
    {
        foreach (var days in (int[])[30, 20, 9, 8, 1])
        {
            BackupFiles.MakeOld(_folder, days);
        }

        Assert.Equal([30, 20, 9, 8], await ExpiredAsync(new BackupRetention(7, null)));
        Assert.Equal([30, 20], await ExpiredAsync(new BackupRetention(7, 3)));
        Assert.Equal([30, 20, 9], await ExpiredAsync(new BackupRetention(null, 2)));
        Assert.Empty(await ExpiredAsync(new BackupRetention(null, null)));
    }

    [Fact]
    public async Task Age_alone_never_removes_the_last_good_backup()
    {
        BackupFiles.MakeOld(_folder, 300);
        BackupFiles.MakeOld(_folder, 200);

        Assert.Equal([300], await ExpiredAsync(new BackupRetention(7, null)));
    }

    [Fact]
    public async Task A_damaged_backup_does_not_take_the_place_of_a_good_one()
    {
        BackupFiles.MakeOld(_folder, 30);
        var damaged = BackupFiles.MakeOld(_folder, 20);
        await File.WriteAllTextAsync(damaged.Path, new string('x', (int)damaged.Metadata.Bytes));

        Assert.Equal([20], await ExpiredAsync(new BackupRetention(7, 1)));
    }

    [Fact]
    public async Task The_newest_full_backup_outlives_newer_ones_of_single_tables()
    {
        BackupFiles.MakeOld(_folder, 40);
        BackupFiles.MakeOld(_folder, 30);
        BackupFiles.MakeOld(_folder, 20, BackupKind.Affected);
        BackupFiles.MakeOld(_folder, 10, BackupKind.Affected);

        Assert.Equal([40, 20], await ExpiredAsync(new BackupRetention(7, 1)));
    }

    [Fact]
    public async Task Backups_of_other_databases_are_not_looked_at()
    {
        BackupFiles.Make(_folder, "shop_20200101_120000", BackupFiles.Now.AddYears(-6), database: "shop");
        BackupFiles.MakeOld(_folder, 1);

        Assert.Empty(await ExpiredAsync(new BackupRetention(7, 1)));
    }

    [Fact]
    public void Whatever_is_damaged_the_newest_good_ones_always_stay()
    {
        var template = BackupFiles.Make(_folder, "template").Metadata;
        var item = from days in Gen.Choose(0, 60) from isGood in Gen.Elements(true, false) from kind in Gen.Elements(BackupKind.Full, BackupKind.Affected) select (days, isGood, kind);
        var trial = from items in item.ArrayOf() from days in Gen.Choose(-1, 40) from keepLast in Gen.Choose(1, 4) select (items, days, keepLast);

        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(trial.ToArbitrary(), given =>
        {
            var backups = given.items.Select((one, i) => KeyValuePair.Create(
                new Backup($"/{i}", template with { CreatedAt = BackupFiles.Now.AddDays(-one.days).AddSeconds(-i), Kind = one.kind }), one.isGood)).ToDictionary();

            var expired = new BackupRetention(given.days < 0 ? null : given.days, given.keepLast)
                .FindExpiredAsync(backups.Keys, BackupFiles.Now, (backup, _) => Task.FromResult(backups[backup]), default).GetAwaiter().GetResult();

            var good = backups.Where(pair => pair.Value).Select(pair => pair.Key).OrderByDescending(backup => backup.Metadata.CreatedAt).ToList();
            return !good.Take(given.keepLast).Concat(good.Where(backup => backup.Metadata.Kind == BackupKind.Full).Take(1)).Intersect(expired).Any();
        }));
    }

    private async Task<IEnumerable<int>> ExpiredAsync(BackupRetention retention) =>
        (await retention.FindExpiredAsync(new BackupCatalog(_folder.Path), "sqlite", "app", BackupFiles.Now, default)).Select(backup => (int)(BackupFiles.Now - backup.Metadata.CreatedAt).TotalDays);
}
