namespace Retort.Testing;

/// <summary>Texts that a person has looked at and approved. To approve what a test prints now: <c>RETORT_APPROVE=1 ./test.sh NAME</c>.</summary>
public static class Approved
{
    /// <summary>The approved text of a file of the repository, or <paramref name="actual"/> when it is being approved.</summary>
    public static async Task<string> TextOrApproveAsync(string file, string actual)
    {
        var path = Path.Combine(PostgresServer.Repository, file);
        if (Environment.GetEnvironmentVariable("RETORT_APPROVE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, actual);
        }

        return File.Exists(path) ? await File.ReadAllTextAsync(path) : "";
    }
}
