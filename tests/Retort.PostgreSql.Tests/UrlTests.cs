using Npgsql;
using Retort.Dialects;

namespace Retort.PostgreSql.Tests;

public class UrlTests
{
    [Theory]
    [InlineData("postgresql://bob:secret@db.example.org:6543/shop?sslmode=require", "Host=db.example.org;Port=6543;Username=bob;Password=secret;Database=shop;SSL Mode=Require")]
    [InlineData("postgres://bob@db/shop", "Host=db;Username=bob;Database=shop")]
    [InlineData("postgresql+asyncpg://bob:secret@db/shop", "Host=db;Username=bob;Password=secret;Database=shop")]
    [InlineData("postgresql+psycopg2://bob@db/shop", "Host=db;Username=bob;Database=shop")]
    [InlineData("postgresql://b%40b:p%3A%2F%3F%23%40%25w@db/my%20shop", "Host=db;Username=b@b;Password='p:/?#@%w';Database='my shop'")]
    [InlineData("postgresql://bob:a:b@db/shop", "Host=db;Username=bob;Password=a:b;Database=shop")]
    [InlineData("postgresql://bob@/shop?host=/var/run/postgresql", "Host=/var/run/postgresql;Username=bob;Database=shop")]
    [InlineData("postgresql://bob@%2Ftmp/shop", "Host=/tmp;Username=bob;Database=shop")]
    [InlineData("postgresql:///shop?host=/tmp&port=5433&user=bob", "Host=/tmp;Port=5433;Username=bob;Database=shop")]
    [InlineData("postgresql://bob@[::1]:6000/shop", "Host=::1;Port=6000;Username=bob;Database=shop")]
    [InlineData("postgresql://bob@a:1,b:2/shop", "Host='a:1,b:2';Username=bob;Database=shop")]
    [InlineData("postgresql://bob@a,b/shop?port=7", "Host='a:7,b:7';Username=bob;Database=shop")]
    [InlineData("host=db dbname = shop user='b\\'o b' password='x y'", "Host=db;Database=shop;Username=\"b'o b\";Password='x y'")]
    [InlineData("Host=db;Database=shop;Username=bob;Password=secret", "Host=db;Database=shop;Username=bob;Password=secret")]
    [InlineData("postgresql://bob@db/shop?connect_timeout=7&application_name=app&keepalives_idle=9&sslrootcert=/ca.pem&sslmode=verify-full&options=-c%20work_mem%3D1MB",
        "Host=db;Username=bob;Database=shop;Timeout=7;Application Name=app;TCP Keepalive Time=9;Root Certificate=/ca.pem;SSL Mode=VerifyFull;Options='-c work_mem=1MB'")]
    [InlineData("postgresql://bob@db/shop?ssl=require&channel_binding=disable&load_balance_hosts=random", "Host=db;Username=bob;Database=shop;SSL Mode=Require;Channel Binding=Disable;Load Balance Hosts=true")]
    public void Every_form_of_an_address_is_understood(string text, string expected)
    {
        var parsed = PostgreSqlUrl.Parse(text, _ => null).ConnectionString;

        Assert.Equal(new NpgsqlConnectionStringBuilder(expected).OrderBy(pair => pair.Key), parsed.OrderBy(pair => pair.Key));
    }

    [Fact]
    public void What_an_address_leaves_out_comes_from_the_environment()
    {
        var environment = new Dictionary<string, string>
        {
            ["PGHOST"] = "/run/db",
            ["PGPORT"] = "5999",
            ["PGUSER"] = "env-user",
            ["PGPASSWORD"] = "env-secret",
            ["PGDATABASE"] = "env-db",
            ["PGSSLMODE"] = "disable",
            ["PGAPPNAME"] = "env-app",
            ["PGCONNECT_TIMEOUT"] = "3",
        };

        var all = PostgreSqlUrl.Parse("postgresql://", environment.GetValueOrDefault).ConnectionString;
        var some = PostgreSqlUrl.Parse("postgresql://bob@db:1/shop", environment.GetValueOrDefault).ConnectionString;
        var none = PostgreSqlUrl.Parse("postgresql://", _ => null).ConnectionString;

        Assert.Equal(("/run/db", 5999, "env-user", "env-secret", "env-db"), (all.Host, all.Port, all.Username, all.Password, all.Database));
        Assert.Equal((SslMode.Disable, "env-app", 3), (all.SslMode, all.ApplicationName, all.Timeout));
        Assert.Equal(("db", 1, "bob", "shop"), (some.Host, some.Port, some.Username, some.Database));
        Assert.Equal(("localhost", 5432, Environment.UserName, Environment.UserName), (none.Host, none.Port, none.Username, none.Database));
    }

    [Theory]
    [InlineData("postgresql://bob:s3cret@db/shop?schema=x", "RT0611", "schema")]
    [InlineData("postgresql://bob:s3cret@db:port/shop", "RT0611", "port")]
    [InlineData("postgresql://bob:s3cret@db/shop?sslmode=perhaps", "RT0611", "sslmode")]
    [InlineData("postgresql://bob:s3cret@a:1,b:2/shop?port=1,2,3", "RT0611", "hosts")]
    [InlineData("Host=db;Password=s3cret;Nonsense=1", "RT0610", "not the address")]
    [InlineData("bob:s3cret@db", "RT0610", "not the address")]
    public void What_is_no_address_is_refused_without_telling_the_password(string text, string code, string expected)
    {
        var error = Assert.Throws<DatabaseAddressException>(() => PostgreSqlUrl.Parse(text, _ => null));

        Assert.Equal(code, error.Code);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgresql://b%40b:s3cret@db:6543/my%20shop", "postgresql://b%40b@db:6543/my%20shop")]
    [InlineData("postgresql://bob:s3cret@[::1]/shop", "postgresql://bob@[::1]:5432/shop")]
    [InlineData("postgresql://bob:s3cret@a:1,b:2/shop", "postgresql://bob@a:1,b:2/shop")]
    [InlineData("postgresql://bob:s3cret@/shop?host=/tmp", "postgresql://bob@/shop?host=/tmp&port=5432")]
    [InlineData("Host=db;Database=shop;Username=bob;Password=s3cret;SSL Password=s3cret", "postgresql://bob@db:5432/shop")]
    public void The_name_for_people_is_an_address_without_a_password(string text, string expected)
    {
        var url = PostgreSqlUrl.Parse(text, _ => null);

        Assert.Equal(expected, url.DisplayName);
        Assert.Equal(expected, PostgreSqlUrl.Parse(expected, _ => null).DisplayName);
    }

    [Theory]
    [InlineData(13)]
    [InlineData(18)]
    public async Task Failures_to_connect_say_what_to_do(int major)
    {
        await using var existing = await TestDatabase.CreateAsync(major);
        var good = PostgreSqlUrl.Parse(existing.Url).ConnectionString;
        await Fails($"Host={good.Host};Port={good.Port};Username={good.Username};Password=s3cret;Database=missing", "RT0614", "missing");
        await Fails($"Host={good.Host};Port={good.Port};Username=missing;Password=s3cret;Database=postgres", "RT0613", "missing");
        await Fails("postgresql://bob:s3cret@127.0.0.1:1/shop", "RT0612", "postgresql://bob@127.0.0.1:1/shop");

        static async Task Fails(string url, string code, string expected)
        {
            await using var database = PostgreSqlDatabase.Connect(url);
            var error = await Assert.ThrowsAsync<DatabaseConnectionException>(() => database.OpenAsync());
            Assert.Equal(code, error.Code);
            Assert.Contains(expected, error.Message + error.Detail, StringComparison.Ordinal);
            Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("postgresql://bob@db/shop", 20, 5, 60)]
    [InlineData("postgresql://bob@db/shop?keepalives_idle=300&tcp_user_timeout=0", 300, 0, 60)]
    [InlineData("postgresql://bob@db/shop?tcp_user_timeout=1500", 20, 5, 1.5)]
    [InlineData("postgresql://bob@/shop?host=/tmp&keepalives_idle=300", 0, 0, 60)]
    public async Task A_connection_that_went_dead_is_noticed_in_a_minute_unless_another_time_is_given(string text, int idle, int interval, double seconds)
    {
        var url = PostgreSqlUrl.Parse(text, _ => null);
        await using var database = PostgreSqlDatabase.Connect(url, new PostgreSqlOptions());

        Assert.Equal((idle, interval), (url.ConnectionString.TcpKeepAliveTime, url.ConnectionString.TcpKeepAliveInterval));
        Assert.Equal(TimeSpan.FromSeconds(seconds), database.SilenceTimeout);
    }

    [Fact]
    public async Task A_data_source_of_the_application_is_used_and_left_open()
    {
        await using var existing = await TestDatabase.CreateAsync();
        await using var source = NpgsqlDataSource.Create(PostgreSqlUrl.Parse(existing.Url).ConnectionString);
        await using (var database = PostgreSqlDatabase.Connect(source))
        {
            await using var session = await database.OpenAsync();
            await using var created = await database.CreateScratchAsync(copySchema: false);
            await using var scratch = await created.OpenAsync();
            Assert.Equal(15, session.ServerVersion.Major);
            Assert.NotEqual(await session.QueryAsync("SELECT current_database()::text", default), await scratch.QueryAsync("SELECT current_database()::text", default));
        }

        await using var connection = await source.OpenConnectionAsync();
        Assert.Equal(System.Data.ConnectionState.Open, connection.State);
        Assert.Throws<ArgumentException>(() => PostgreSqlDatabase.Connect(NpgsqlDataSource.Create("Host=db;Username=u;Multiplexing=true")));
    }
}
