using System.Net;

namespace Retort.Cli.Serving;

/// <summary>An address to listen at, as it is typed.</summary>
/// <param name="Url">It.</param>
/// <param name="IsLocal">Whether only this machine reaches it.</param>
internal sealed record ServerAddress(string Url, bool IsLocal)
{
    /// <summary>Reads addresses, separated by semicolons.</summary>
    /// <exception cref="UsageException">One of them is none.</exception>
    public static IReadOnlyList<ServerAddress> Parse(string urls) =>
        urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } some
            ? [.. some.Select(ParseOne)]
            : throw new UsageException("No address is given to listen at.", hint: "For example: --urls http://localhost:5115");

    private static ServerAddress ParseOne(string url)
    {
        // "+" and "*" stand for every address of the machine, and are no host.
        var plain = url.Replace("://+", "://0.0.0.0", StringComparison.Ordinal).Replace("://*", "://0.0.0.0", StringComparison.Ordinal);
        return Uri.TryCreate(plain, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttp && uri is { PathAndQuery: "/", UserInfo: "" }
            ? new(url, uri.Host == "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address)))
            : throw new UsageException($"\"{url}\" is no address to listen at.", uri is { Scheme: "https" } ? "A certificate is the business of a proxy in front." : null, "For example: --urls http://localhost:5115");
    }
}
