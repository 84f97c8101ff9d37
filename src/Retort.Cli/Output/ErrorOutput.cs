using System.Text.Json.Nodes;
using Retort.Execution;

namespace Retort.Cli.Output;

/// <summary>Prints errors as PostgreSQL's tools do: what happened, the detail, the hint, the place; or as a JSON document.</summary>
internal static class ErrorOutput
{
    public static void Write(Exception exception, bool json, bool verbose, CliHost host)
    {
        if (json)
        {
            JsonOutput.Write(host.Out, ToJson(exception));
            return;
        }

        var error = exception as RetortException;
        host.Error.WriteLine($"ERROR{(error is null ? "" : $" {error.Code}")}:  {exception.Message}");
        if (error?.Location is { } location)
        {
            host.Error.WriteLine($"AT:     {location}");
        }

        if (error?.SqlState is { } sqlState)
        {
            host.Error.WriteLine($"SQLSTATE: {sqlState}");
        }

        WriteBlock(host, "DETAIL: ", error?.Detail);
        WriteBlock(host, "HINT:   ", error?.Hint);
        if (verbose)
        {
            host.Error.WriteLine(Secrets.Mask(exception.ToString()));
        }
    }

    /// <summary>The document that scripts read in the place of the one that could not be made.</summary>
    public static JsonObject ToJson(Exception exception) => new() { ["error"] = Describe(exception) };

    /// <summary>An error as scripts read it.</summary>
    public static JsonObject Describe(Exception exception)
    {
        var error = exception as RetortException;
        return new JsonObject
        {
            ["code"] = error?.Code ?? "RT0100",
            ["message"] = exception.Message,
            ["detail"] = error?.Detail,
            ["hint"] = error?.Hint,
            ["revision"] = (exception as MigrationFailedException)?.Revision.Id.Value,
            ["file"] = error?.Location?.File,
            ["line"] = error?.Location?.Line,
            ["sqlState"] = error?.SqlState,
        };
    }

    private static void WriteBlock(CliHost host, string title, string? text)
    {
        if (text is not null)
        {
            host.Error.WriteLine(title + text.ReplaceLineEndings("\n").Replace("\n", "\n" + new string(' ', title.Length), StringComparison.Ordinal));
        }
    }
}
