using Microsoft.Data.Sqlite;
using Retort.Dialects;

namespace Retort.Sqlite.Tests;

public class UrlTests
{
    [Theory]
    [InlineData("sqlite:///app.db", "/work dir/app.db")]
    [InlineData("sqlite:///./data/../app.db", "/work dir/app.db")]
    [InlineData("sqlite:////var/app.db", "/var/app.db")]
    [InlineData("SQLite:////var/app.db", "/var/app.db")]
    [InlineData("sqlite+aiosqlite:///app.db", "/work dir/app.db")]
    [InlineData("sqlite:///with%20space%3F.db", "/work dir/with space?.db")]
    [InlineData("sqlite:///100%.db", "/work dir/100%.db")]
    [InlineData("Data Source=app.db", "/work dir/app.db")]
    [InlineData("data source=/var/app.db", "/var/app.db")]
    [InlineData("DataSource=/var/app.db", "/var/app.db")]
    [InlineData("Filename=/var/app.db", "/var/app.db")]
    public void An_address_names_a_file(string url, string file) => Assert.Equal(file, SqliteUrl.Parse(url, "/work dir").DataSource);

    [Theory]
    [InlineData("sqlite://")]
    [InlineData("sqlite:///")]
    [InlineData("sqlite:///:memory:")]
    [InlineData("sqlite:///app.db?mode=memory")]
    [InlineData("Data Source=:memory:")]
    [InlineData("Data Source=shared;Mode=Memory;Cache=Shared")]
    public async Task A_database_in_memory_is_shared_by_the_sessions_of_one_object_and_no_other(string url)
    {
        await using var database = SqliteDatabase.Connect(url);
        await using var other = SqliteDatabase.Connect(url);
        await using (var first = await database.OpenAsync())
        {
            await TestDatabase.RunAsync(first, [new Operations.ExecuteSql("CREATE TABLE t (a)")]);
        }

        await using var second = await database.OpenAsync();
        await using var third = await other.OpenAsync();

        Assert.NotNull(await second.FindTableAsync("t", default));
        Assert.Null(await third.FindTableAsync("t", default));
        Assert.Equal("a SQLite database in memory", database.DisplayName);
    }

    [Theory]
    [InlineData("sqlite:///app.db?mode=ro", SqliteOpenMode.ReadOnly, 30)]
    [InlineData("sqlite:///app.db?mode=rw&timeout=5", SqliteOpenMode.ReadWrite, 5)]
    [InlineData("sqlite:///app.db?mode=rwc", SqliteOpenMode.ReadWriteCreate, 30)]
    [InlineData("Data Source=app.db;Mode=ReadOnly;Default Timeout=7", SqliteOpenMode.ReadOnly, 7)]
    public void Settings_in_an_address_are_heeded(string url, SqliteOpenMode mode, int timeout)
    {
        var settings = SqliteUrl.Parse(url, "/");

        Assert.Equal((mode, timeout), (settings.Mode, settings.DefaultTimeout));
    }

    [Theory]
    [InlineData("app.db")]
    [InlineData("sqlite:app.db")]
    [InlineData("sqlite:/app.db")]
    [InlineData("sqlite://bob:s3cret@host/app.db")]
    [InlineData("sqlitex:///app.db")]
    [InlineData("postgresql://bob:s3cret@host/app")]
    [InlineData("sqlite:///app.db?mode=sometimes")]
    [InlineData("sqlite:///app.db?timeout=-1")]
    [InlineData("sqlite:///app.db?cipher=x")]
    [InlineData("Data Source=app.db;Nonsense=s3cret")]
    [InlineData("Data Source=file:app.db?mode=ro")]
    [InlineData("")]
    public void What_is_no_address_is_refused_without_telling_a_password(string url)
    {
        var error = Assert.Throws<DatabaseAddressException>(() => SqliteDatabase.Connect(url));

        Assert.Equal("RT0620", error.Code);
        Assert.Contains("sqlite:///file.db", error.Hint, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", $"{error.Message} {error.Detail} {error.Hint}", StringComparison.Ordinal);
    }
}
