namespace Retort.PostgreSql.Tests;

/// <summary>The servers that the tests run on, one per major version, each where its variable says.</summary>
internal static class TestServer
{
    public static readonly int[] Majors = [13, 15, 18];

    public static string UrlOf(int major, string database = "postgres")
    {
        var variable = $"RETORT_TEST_POSTGRES_{major}";
        var server = Environment.GetEnvironmentVariable(variable)
            ?? throw new InvalidOperationException($"Set {variable} to the URL of a PostgreSQL {major} server whose superuser may come in, without the database: postgresql://postgres@localhost:5432");
        return $"{server.TrimEnd('/')}/{database}";
    }
}
