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
    public void Whatever_is_damaged_the_newest_good_ones_always_stay() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<(byte Days, bool IsGood, bool IsFull)>().ArrayOf().Zip(Gen.Choose(1, 4)).Zip(Gen.Choose(-1, 40)).ToArbitrary(),
        given =>
        {
            var (((byte Days, bool IsGood, bool IsFull)[] items, var keepLast), var days) = given;
            using var folder = new TempFolder();
            var template = BackupFiles.Make(folder, "x");
            var backups = items.Select((item, i) => (Backup: new Backup($"/{i}", template.Metadata with
            {
                CreatedAt = BackupFiles.Now.AddDays(-item.Days).AddSeconds(-i),
                Kind = item.IsFull ? BackupKind.Full : BackupKind.Affected,
            }), item.IsGood)).ToDictionary(pair => pair.Backup, pair => pair.IsGood);

            var expired = new BackupRetention(days < 0 ? null : days, keepLast)
                .FindExpiredAsync(backups.Keys, BackupFiles.Now, (backup, _) => Task.FromResult(backups[backup]), default).GetAwaiter().GetResult();

            var good = backups.Where(pair => pair.Value).Select(pair => pair.Key).OrderByDescending(backup => backup.Metadata.CreatedAt).ToList();
            var kept = good.Take(keepLast).Concat(good.Where(backup => backup.Metadata.Kind == BackupKind.Full).Take(1));
            return !kept.Intersect(expired).Any();
        }).QuickCheckThrowOnFailure();

    private async Task<IEnumerable<int>> ExpiredAsync(BackupRetention retention) =>
        (await retention.FindExpiredAsync(new BackupCatalog(_folder.Path), "sqlite", "app", BackupFiles.Now, default)).Select(backup => (int)(BackupFiles.Now - backup.Metadata.CreatedAt).TotalDays);
}
